/* s3sink: an S3 endpoint that accepts uploads and throws the bytes away.
 *
 * It is the fixed opponent of the upload benchmarks: it spends almost no CPU, so what a run
 * measures is the client. Thread per connection, HTTP/1.1 keep-alive, TLS optional.
 * It does not check signatures and stores no data; it counts what arrived (GET /__stats, JSON)
 * and keeps no object list: every listing is empty, every HEAD of a key is 404.
 *
 *   cc -O2 -o s3sink s3sink.c -lssl -lcrypto -lpthread
 *   s3sink --port 9100 [--tls cert.pem key.pem] [--latency-ms N] [--bandwidth-mbps N]
 *          [--slowdown-every N] [--reset-every N] [--die-after-bytes N]
 *
 * --latency-ms      wait this long before each answer (a wide-area round trip)
 * --bandwidth-mbps  share this many megabits per second among all connections
 * --slowdown-every  answer every Nth PUT with 503 SlowDown
 * --reset-every     drop the connection in the middle of every Nth PUT body
 * --die-after-bytes exit(3) once this many body bytes have arrived
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>
#include <unistd.h>

enum { HEAD_MAX = 64 * 1024, BUF = 256 * 1024 };

static long opt_latency_ms, opt_slowdown_every, opt_reset_every;
static double opt_bandwidth;            /* bytes per second, 0 = unlimited */
static long long opt_die_after;
static SSL_CTX *tls;

static atomic_llong n_conns, n_requests, n_objects, n_parts, n_created, n_completed, n_aborted,
    n_bytes, n_puts, n_slowdowns, n_resets, n_live, n_live_max, n_next_id, first_object_us;

typedef struct { int fd; SSL *ssl; size_t have, at; char buf[BUF]; } conn;

static long conn_read(conn *c, char *to, size_t n) {
    if (c->ssl) return SSL_read(c->ssl, to, n > 1 << 30 ? 1 << 30 : (int)n);
    return recv(c->fd, to, n, 0);
}
static int conn_write(conn *c, const char *p, size_t n) {
    while (n) {
        long w = c->ssl ? SSL_write(c->ssl, p, (int)n) : send(c->fd, p, n, MSG_NOSIGNAL);
        if (w <= 0) return -1;
        p += w; n -= (size_t)w;
    }
    return 0;
}
static int fill(conn *c) {
    if (c->at == c->have) c->at = c->have = 0;
    long r = conn_read(c, c->buf + c->have, BUF - c->have);
    if (r <= 0) return -1;
    c->have += (size_t)r;
    return 0;
}

static pthread_mutex_t pace_lock = PTHREAD_MUTEX_INITIALIZER;
static double pace_free_at;             /* when the shared link is free again */
static double now(void) { struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return t.tv_sec + t.tv_nsec / 1e9; }
static void nap(double s) { if (s > 0) { struct timespec t = { (time_t)s, (long)((s - (time_t)s) * 1e9) }; nanosleep(&t, NULL); } }
static void pace(size_t n) {
    if (!opt_bandwidth) return;
    pthread_mutex_lock(&pace_lock);
    double t = now();
    if (pace_free_at < t) pace_free_at = t;
    pace_free_at += n / opt_bandwidth;
    double wait = pace_free_at - t;
    pthread_mutex_unlock(&pace_lock);
    nap(wait);
}

static void took(size_t n) {
    long long all = atomic_fetch_add(&n_bytes, (long long)n) + (long long)n;
    if (opt_die_after && all >= opt_die_after) _exit(3);
    pace(n);
}

/* Read n body bytes and drop them; stop half way and fail if told to. */
static int drop(conn *c, long long n, int reset) {
    long long left = n;
    while (left > 0) {
        if (reset && left <= n / 2) return -2;
        if (c->at == c->have && fill(c)) return -1;
        size_t k = c->have - c->at;
        if ((long long)k > left) k = (size_t)left;
        c->at += k; left -= (long long)k;
        took(k);
    }
    return reset ? -2 : 0;
}
static int line(conn *c, char *out, size_t max) {
    size_t n = 0;
    for (;;) {
        if (c->at == c->have && fill(c)) return -1;
        char ch = c->buf[c->at++];
        if (ch == '\n') { out[n] = 0; return 0; }
        if (ch != '\r') { if (n + 1 >= max) return -1; out[n++] = ch; }
    }
}
static int drop_chunked(conn *c, int reset) {
    char l[256];
    for (;;) {
        if (line(c, l, sizeof l)) return -1;
        long long n = strtoll(l, NULL, 16);
        if (n == 0) { do { if (line(c, l, sizeof l)) return -1; } while (l[0]); return reset ? -2 : 0; }
        int r = drop(c, n, 0);
        if (r) return r;
        if (line(c, l, sizeof l)) return -1;
    }
}

typedef struct {
    char method[16], target[8192], host[256], md5[128], sums[1024];
    long long length; int chunked, expect, close;
} request;

static int read_head(conn *c, request *q) {
    char l[HEAD_MAX];
    memset(q, 0, sizeof *q);
    if (line(c, l, sizeof l)) return -1;
    if (sscanf(l, "%15s %8191s", q->method, q->target) != 2) return -1;
    for (;;) {
        if (line(c, l, sizeof l)) return -1;
        if (!l[0]) return 0;
        char *v = strchr(l, ':');
        if (!v) return -1;
        *v++ = 0;
        while (*v == ' ') v++;
        if (!strcasecmp(l, "content-length")) q->length = atoll(v);
        else if (!strcasecmp(l, "transfer-encoding")) q->chunked = strcasestr(v, "chunked") != NULL;
        else if (!strcasecmp(l, "expect")) q->expect = 1;
        else if (!strcasecmp(l, "connection")) q->close = strcasestr(v, "close") != NULL;
        else if (!strcasecmp(l, "content-md5")) snprintf(q->md5, sizeof q->md5, "%s", v);
        else if (!strncasecmp(l, "x-amz-checksum-", 15) && strlen(q->sums) + strlen(l) + strlen(v) + 5 < sizeof q->sums) {
            strcat(q->sums, l); strcat(q->sums, ": "); strcat(q->sums, v); strcat(q->sums, "\r\n");
        }
    }
}

static void md5_hex(const char *b64, char out[33]) {
    unsigned char raw[64];
    if (strlen(b64) == 24 && EVP_DecodeBlock(raw, (const unsigned char *)b64, 24) >= 16)
        for (int i = 0; i < 16; i++) sprintf(out + 2 * i, "%02x", raw[i]);
    else snprintf(out, 33, "%032llx", (long long)atomic_fetch_add(&n_next_id, 1));
}

static int answer(conn *c, request *q, int status, const char *why, const char *extra, const char *type, const char *body) {
    char h[4096];
    int empty = !strcmp(q->method, "HEAD") || status == 204;
    size_t n = body ? strlen(body) : 0;
    int k = snprintf(h, sizeof h,
        "HTTP/1.1 %d %s\r\nServer: s3sink\r\nx-amz-request-id: %016llX\r\n%s%s%s%s"
        "Content-Length: %zu\r\nConnection: %s\r\n\r\n",
        status, why, (long long)atomic_fetch_add(&n_next_id, 1), extra ? extra : "",
        type ? "Content-Type: " : "", type ? type : "", type ? "\r\n" : "", empty ? 0 : n, q->close ? "close" : "keep-alive");
    nap(opt_latency_ms / 1e3);
    if (conn_write(c, h, (size_t)k)) return -1;
    return !empty && n ? conn_write(c, body, n) : 0;
}
static void note_first(void) {          /* when the first object was there, microseconds since 1970 */
    struct timespec t;
    long long none = 0;
    if (first_object_us) return;
    clock_gettime(CLOCK_REALTIME, &t);
    atomic_compare_exchange_strong(&first_object_us, &none, (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000);
}
static int every(atomic_llong *counter, long n) { return n > 0 && (atomic_fetch_add(counter, 1) + 1) % n == 0; }
static atomic_llong turn_slow, turn_reset;

static int serve(conn *c) {
    request q;
    char body[8192], extra[2048], tag[33], bucket[256], key[4096];
    if (read_head(c, &q)) return -1;
    atomic_fetch_add(&n_requests, 1);
    int put = !strcmp(q.method, "PUT"), post = !strcmp(q.method, "POST");
    char *query = strchr(q.target, '?');
    if (query) *query++ = 0; else query = "";
    bucket[0] = key[0] = 0;
    sscanf(q.target, "/%255[^/]/%4095[^\n]", bucket, key);
    int is_part = strstr(query, "uploadId=") != NULL, slow = 0, reset = 0;
    if (put && key[0]) {
        atomic_fetch_add(&n_puts, 1);
        slow = every(&turn_slow, opt_slowdown_every);
        reset = !slow && every(&turn_reset, opt_reset_every);
    }
    if (q.expect && conn_write(c, "HTTP/1.1 100 Continue\r\n\r\n", 25)) return -1;
    int r = q.chunked ? drop_chunked(c, reset) : drop(c, q.length, reset);
    if (r == -2) atomic_fetch_add(&n_resets, 1);
    if (r) return -1;
    const char *xml = "application/xml";
    if (slow) {
        atomic_fetch_add(&n_slowdowns, 1);
        return answer(c, &q, 503, "Slow Down", NULL, xml,
            "<?xml version=\"1.0\"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");
    }
    if (!strcmp(q.target, "/__stats")) {
        snprintf(body, sizeof body,
            "{\"connections\":%lld,\"connections_at_once\":%lld,\"requests\":%lld,\"objects\":%lld,\"multipart_created\":%lld,"
            "\"multipart_completed\":%lld,\"multipart_aborted\":%lld,\"parts\":%lld,\"bytes\":%lld,\"slowdowns\":%lld,\"resets\":%lld,\"first_object_us\":%lld}\n",
            n_conns, n_live_max, n_requests, n_objects, n_created, n_completed, n_aborted, n_parts, n_bytes, n_slowdowns, n_resets,
            first_object_us);
        return answer(c, &q, 200, "OK", NULL, "application/json", body);
    }
    if (put && key[0]) {
        md5_hex(q.md5, tag);
        atomic_fetch_add(is_part ? &n_parts : &n_objects, 1);
        if (!is_part) note_first();
        snprintf(extra, sizeof extra, "ETag: \"%s\"\r\n%s", tag, q.sums);
        return answer(c, &q, 200, "OK", extra, NULL, NULL);
    }
    if (post && key[0] && is_part) {
        atomic_fetch_add(&n_completed, 1);
        atomic_fetch_add(&n_objects, 1);
        snprintf(body, sizeof body, "<?xml version=\"1.0\"?><CompleteMultipartUploadResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            "<Bucket>%s</Bucket><Key>k</Key><ETag>\"%032llx-1\"</ETag></CompleteMultipartUploadResult>", bucket, (long long)n_next_id);
        return answer(c, &q, 200, "OK", NULL, xml, body);
    }
    if (post && key[0]) {
        atomic_fetch_add(&n_created, 1);
        snprintf(body, sizeof body, "<?xml version=\"1.0\"?><InitiateMultipartUploadResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            "<Bucket>%s</Bucket><Key>k</Key><UploadId>u%lld</UploadId></InitiateMultipartUploadResult>", bucket, atomic_fetch_add(&n_next_id, 1));
        return answer(c, &q, 200, "OK", NULL, xml, body);
    }
    if (!strcmp(q.method, "DELETE")) {
        if (is_part) atomic_fetch_add(&n_aborted, 1);
        return answer(c, &q, 204, "No Content", NULL, NULL, NULL);
    }
    if (key[0]) return answer(c, &q, 404, "Not Found", NULL, xml, "<?xml version=\"1.0\"?><Error><Code>NoSuchKey</Code><Message>The specified key does not exist.</Message></Error>");
    if (strstr(query, "location"))
        return answer(c, &q, 200, "OK", NULL, xml, "<?xml version=\"1.0\"?><LocationConstraint xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"/>");
    if (!strcmp(q.method, "GET") && bucket[0]) {
        snprintf(body, sizeof body, "<?xml version=\"1.0\"?><ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Name>%s</Name>"
            "<Prefix></Prefix><KeyCount>0</KeyCount><MaxKeys>1000</MaxKeys><IsTruncated>false</IsTruncated></ListBucketResult>", bucket);
        return answer(c, &q, 200, "OK", NULL, xml, body);
    }
    return answer(c, &q, 200, "OK", "x-amz-bucket-region: us-east-1\r\n", NULL, NULL);
}

static void *session(void *arg) {
    conn *c = malloc(sizeof *c);
    c->fd = (int)(long)arg; c->ssl = NULL; c->have = c->at = 0;
    int one = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    atomic_fetch_add(&n_conns, 1);
    long long live = atomic_fetch_add(&n_live, 1) + 1, max = n_live_max;
    while (live > max && !atomic_compare_exchange_weak(&n_live_max, &max, live)) {}
    if (tls) { c->ssl = SSL_new(tls); SSL_set_fd(c->ssl, c->fd); if (SSL_accept(c->ssl) <= 0) goto out; }
    while (!serve(c)) {}
out:
    if (c->ssl) SSL_free(c->ssl);
    close(c->fd); free(c);
    atomic_fetch_sub(&n_live, 1);
    return NULL;
}

int main(int argc, char **argv) {
    int port = 9100;
    for (int i = 1; i < argc; i++) {
        char *o = argv[i];
        if (!strcmp(o, "--tls") && i + 2 < argc) {
            tls = SSL_CTX_new(TLS_server_method());
            SSL_CTX_set_mode(tls, SSL_MODE_AUTO_RETRY);
            if (SSL_CTX_use_certificate_chain_file(tls, argv[i + 1]) != 1 || SSL_CTX_use_PrivateKey_file(tls, argv[i + 2], SSL_FILETYPE_PEM) != 1) {
                fprintf(stderr, "s3sink: cannot read the certificate or the key\n"); return 2;
            }
            i += 2;
        } else if (i + 1 >= argc) { fprintf(stderr, "s3sink: %s needs a value\n", o); return 2; }
        else if (!strcmp(o, "--port")) port = atoi(argv[++i]);
        else if (!strcmp(o, "--latency-ms")) opt_latency_ms = atol(argv[++i]);
        else if (!strcmp(o, "--bandwidth-mbps")) opt_bandwidth = atof(argv[++i]) * 1e6 / 8;
        else if (!strcmp(o, "--slowdown-every")) opt_slowdown_every = atol(argv[++i]);
        else if (!strcmp(o, "--reset-every")) opt_reset_every = atol(argv[++i]);
        else if (!strcmp(o, "--die-after-bytes")) opt_die_after = atoll(argv[++i]);
        else { fprintf(stderr, "s3sink: unknown option %s\n", o); return 2; }
    }
    signal(SIGPIPE, SIG_IGN);
    int s = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (bind(s, (struct sockaddr *)&a, sizeof a) || listen(s, 1024)) { perror("s3sink"); return 2; }
    fprintf(stderr, "s3sink: listening on 127.0.0.1:%d%s\n", port, tls ? " (TLS)" : "");
    for (;;) {
        int fd = accept(s, NULL, NULL);
        if (fd < 0) continue;
        pthread_t t;
        if (pthread_create(&t, NULL, session, (void *)(long)fd)) { close(fd); continue; }
        pthread_detach(t);
    }
}
