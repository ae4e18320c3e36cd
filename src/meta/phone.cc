/*
 * phone.cc - the one C++ file: a C door to libphonenumber.
 */
#include <phonenumbers/phonenumberutil.h>

#include <cstdio>
#include <string>

extern "C" bool phone_e164(const char *typed, const char *country, char *to, size_t size);
extern "C" bool phone_is_of(const char *e164, const char *country);

/*
 * The number as ITU-T E.164 writes it, if it is a valid one.
 *
 * in    typed    ASCII digits and whatever people put between them
 *       country  ISO 3166-1 alpha-2, for numbers without a country code
 */
bool
phone_e164(const char *typed, const char *country, char *to, size_t size)
{
	using namespace i18n::phonenumbers;
	const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
	PhoneNumber number;
	std::string out;

	if (util.Parse(typed, country, &number) != PhoneNumberUtil::NO_PARSING_ERROR ||
	    !util.IsValidNumber(number))
		return false;
	util.Format(number, PhoneNumberUtil::E164, &out);
	return std::snprintf(to, size, "%s", out.c_str()) < static_cast<int>(size);
}

bool
phone_is_of(const char *e164, const char *country)
{
	using namespace i18n::phonenumbers;
	const PhoneNumberUtil &util = *PhoneNumberUtil::GetInstance();
	PhoneNumber number;

	return util.Parse(e164, "ZZ", &number) == PhoneNumberUtil::NO_PARSING_ERROR &&
	       number.country_code() == util.GetCountryCodeForRegion(country);
}
