import { ApiError, url } from './api'

/** Sends a file and says how far it is, from 0 to 1: fetch cannot tell. */
export function upload<T>(
  path: string,
  query: Record<string, string | undefined>,
  body: Blob,
  onProgress: (part: number) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url(path, query))
    request.responseType = 'json'
    request.setRequestHeader('X-Kith', '1')
    request.setRequestHeader('Accept', 'application/json')
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total)
    request.onerror = () => reject(new ApiError(0, 'offline'))
    request.onload = () => {
      const answer = request.response ?? {}
      if (request.status < 300) resolve(answer as T)
      else reject(new ApiError(request.status, answer.title ?? request.statusText, answer.faults))
    }
    request.send(body)
  })
}
