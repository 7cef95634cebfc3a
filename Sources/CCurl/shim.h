#pragma once
// curl's own checks of the types of arguments work on constants only; here the functions below check them.
#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>

// Swift cannot call C functions with variable arguments. Each function here calls one of them with one type of
// argument, so that the compiler checks it.

/// curl_easy_setopt is variadic. For switches, numbers and milliseconds.
static inline CURLcode muster_set_number(CURL *transfer, CURLoption option, long value) {
    return curl_easy_setopt(transfer, option, value);
}

/// curl_easy_setopt is variadic. For text, which curl copies.
static inline CURLcode muster_set_text(CURL *transfer, CURLoption option, const char *value) {
    return curl_easy_setopt(transfer, option, value);
}

/// curl_easy_setopt is variadic. For pointers that curl hands to a callback or reads later, and does not own.
static inline CURLcode muster_set_pointer(CURL *transfer, CURLoption option, void *value) {
    return curl_easy_setopt(transfer, option, value);
}

/// curl_easy_setopt is variadic. The URL as curl itself parsed it, so that what was checked is what is dialled.
static inline CURLcode muster_set_url(CURL *transfer, CURLU *url) {
    return curl_easy_setopt(transfer, CURLOPT_CURLU, url);
}

/// curl_easy_setopt is variadic. The header fields, which have to live as long as the transfer.
static inline CURLcode muster_set_headers(CURL *transfer, struct curl_slist *headers) {
    return curl_easy_setopt(transfer, CURLOPT_HTTPHEADER, headers);
}

/// curl_easy_setopt is variadic. The content, which curl copies; its size is a curl_off_t.
static inline CURLcode muster_set_content(CURL *transfer, const void *bytes, size_t count) {
    const CURLcode code = curl_easy_setopt(transfer, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)count);
    return code == CURLE_OK ? curl_easy_setopt(transfer, CURLOPT_COPYPOSTFIELDS, bytes) : code;
}

/// curl_easy_setopt is variadic. What a transfer calls back into; all three are given the same context.
static inline CURLcode muster_set_callbacks(
    CURL *transfer, void *context,
    curl_socket_t (*open_socket)(void *context, curlsocktype purpose, struct curl_sockaddr *address),
    size_t (*head_received)(char *bytes, size_t size, size_t count, void *context),
    size_t (*content_received)(char *bytes, size_t size, size_t count, void *context)
) {
    CURLcode code = curl_easy_setopt(transfer, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    if (code == CURLE_OK) code = curl_easy_setopt(transfer, CURLOPT_OPENSOCKETDATA, context);
    if (code == CURLE_OK) code = curl_easy_setopt(transfer, CURLOPT_HEADERFUNCTION, head_received);
    if (code == CURLE_OK) code = curl_easy_setopt(transfer, CURLOPT_HEADERDATA, context);
    if (code == CURLE_OK) code = curl_easy_setopt(transfer, CURLOPT_WRITEFUNCTION, content_received);
    if (code == CURLE_OK) code = curl_easy_setopt(transfer, CURLOPT_WRITEDATA, context);
    return code;
}

/// curl_easy_getinfo is variadic. The status of the last response head; 0 before there was one.
static inline long muster_status(CURL *transfer) {
    long status = 0;
    return curl_easy_getinfo(transfer, CURLINFO_RESPONSE_CODE, &status) == CURLE_OK ? status : 0;
}

/// curl_multi_setopt is variadic. For numbers.
static inline CURLMcode muster_set_shared_number(CURLM *transfers, CURLMoption option, long value) {
    return curl_multi_setopt(transfers, option, value);
}
