/* Lets the Nth write or fsync of the database fail, for tests/faults.rs: LD_PRELOAD, CARREL_FAULT="write 7 from", CARREL_ARM=FILE.
   Counts only once FILE exists, and only files whose name holds "carrel.sqlite". The count goes to FILE.count at the end. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls;
static int is_armed, done;

static int ours(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path - 1);
    if (n <= 0) return 0;
    path[n] = 0;
    return strstr(path, "carrel.sqlite") != 0;
}

/* 0: go on; 1: fail; 2: write half of it and fail from then on. */
static int verdict(const char *kind, int fd) {
    const char *fault = getenv("CARREL_FAULT"), *arm = getenv("CARREL_ARM");
    char wanted[16] = "", how[16] = "";
    long at = 0;
    if (!fault || !arm || sscanf(fault, "%15s %ld %15s", wanted, &at, how) != 3) return 0;
    if (strcmp(kind, wanted) != 0 || !ours(fd)) return 0;
    if (!is_armed && access(arm, F_OK) != 0) return 0;
    is_armed = 1;
    calls++;
    if (at == 0 || calls < at) return 0;
    if (calls > at && strcmp(how, "once") == 0) return 0;
    done = 1;
    return calls == at && strcmp(how, "short") == 0 ? 2 : 1;
}

__attribute__((destructor)) static void tell(void) {
    const char *arm = getenv("CARREL_ARM");
    char path[4096];
    if (!arm) return;
    snprintf(path, sizeof path, "%s.count", arm);
    FILE *out = fopen(path, "w");
    if (!out) return;
    fprintf(out, "%ld %d\n", calls, done);
    fclose(out);
}

#define NEXT(name) (*(void **)&real = dlsym(RTLD_NEXT, name))

#define WRITER(name, offset_type)                                                        \
    ssize_t name(int fd, const void *bytes, size_t count, offset_type offset) {          \
        static ssize_t (*real)(int, const void *, size_t, offset_type);                  \
        if (!real) NEXT(#name);                                                          \
        int v = verdict("write", fd);                                                    \
        if (v == 1) { errno = ENOSPC; return -1; }                                       \
        return real(fd, bytes, v == 2 ? count / 2 : count, offset);                      \
    }
WRITER(pwrite, off_t)
WRITER(pwrite64, off64_t)

ssize_t write(int fd, const void *bytes, size_t count) {
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) NEXT("write");
    int v = verdict("write", fd);
    if (v == 1) { errno = ENOSPC; return -1; }
    return real(fd, bytes, v == 2 ? count / 2 : count);
}

#define SYNC(name)                                                                       \
    int name(int fd) {                                                                   \
        static int (*real)(int);                                                         \
        if (!real) NEXT(#name);                                                          \
        if (verdict("sync", fd)) { errno = EIO; return -1; }                             \
        return real(fd);                                                                 \
    }
SYNC(fsync)
SYNC(fdatasync)
