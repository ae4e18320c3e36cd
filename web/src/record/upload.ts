import { ApiError, url } from '../api/api'
import type { Row } from '../api/types'

/** Sends one file and tells how far it is: fetch cannot say that about what goes up. */
export function upload(file: File, about: string, tell: (part: number) => void, signal?: AbortSignal): Promise<Row> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', url('files', { name: file.name, about }))
    request.setRequestHeader('X-Kith', '1')
    request.setRequestHeader('Content-Type', 'application/octet-stream')
    request.setRequestHeader('Accept', 'application/json')
    request.responseType = 'json'
    request.upload.onprogress = (event) => event.lengthComputable && tell(event.loaded / event.total)
    request.onerror = () => reject(new ApiError(0, 'offline'))
    request.onabort = () => reject(new DOMException('aborted', 'AbortError'))
    request.onload = () => {
      const { status, response } = request
      if (status >= 200 && status < 300) resolve(response as Row)
      else reject(new ApiError(status, response?.title ?? request.statusText, response?.faults))
    }
    signal?.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}
