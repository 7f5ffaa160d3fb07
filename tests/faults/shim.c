/* Counts every storage operation below one folder, and stops or fails the one that was asked for.

   Preloaded into a program (LD_PRELOAD); `fault_arm` says where and what, `fault_count` how many there were. An
   operation is stopped before it happens; a torn write happens by half. With a trace every operation is written down,
   and between them every word to standard output. */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { COUNT = 0, KILL = 1, TEAR = 2, FAIL_ONCE = 3, FAIL_ON = 4, SIGNAL = 5 };
enum { SAID = 'a', WRITE = 'w', SYNC = 's', TRUNCATE = 't', OPEN = 'o', UNLINK = 'u', LINK = 'l', RENAME = 'r', MKDIR = 'm' };

static char folder[4096];
static long wanted = -1, count = 0;
static int mode = COUNT, error = 0, trace = -1;
static char last;
static int certain = 0;

void fault_arm(const char *where, long at, int how, int errnum, int trace_fd) {
    snprintf(folder, sizeof folder, "%s", where);
    wanted = at, mode = how, error = errnum, trace = trace_fd, count = 0, last = 0;
}
/* Let SQLite draw its random numbers from nothing: the same each time. */
void fault_certain(int yes) { certain = yes; }
long fault_count(void) { return count; }
char fault_last(void) { return last; }

#define REAL(name) (__typeof__(&name)) dlsym(RTLD_NEXT, #name)

static int below(const char *path) { return folder[0] && path && !strncmp(path, folder, strlen(folder)); }

static int name_of(int fd, char *into, size_t size) {
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, into, size - 1);
    if (n < 0) return 0;
    into[n] = 0;
    return below(into);
}

static void note(char op, const char *path, const char *other, long offset, const void *data, long size) {
    static ssize_t (*real)(int, const void *, size_t);
    char head[64];
    if (trace < 0) return;
    if (!real) real = REAL(write);
    if (!other) other = "";
    int n = snprintf(head, sizeof head, "%c %zu %zu %ld %ld\n", op, strlen(path), strlen(other), offset, size);
    real(trace, head, n), real(trace, path, strlen(path)), real(trace, other, strlen(other));
    if (data && size > 0) real(trace, data, size);
}

/* 0: go on, 1: fail; a kill does not return. */
static int fault(char op) {
    count++;
    if (mode == COUNT || wanted < 0) return 0;
    if (mode == KILL && count == wanted) {
        last = op;
        kill(getpid(), SIGKILL);
        for (;;) pause();
    }
    if (mode == SIGNAL && count == wanted) raise(error);
    if ((mode == FAIL_ONCE && count == wanted) || (mode == FAIL_ON && count >= wanted)) {
        if (error == ENOSPC && (op == UNLINK || op == SYNC)) return 0; /* a full disk lets go and syncs */
        last = op, errno = error;
        return 1;
    }
    return 0;
}

static void torn(int fd, const void *data, size_t size, long offset) {
    static ssize_t (*real)(int, const void *, size_t, off_t);
    if (mode != TEAR || count != wanted) return;
    if (!real) real = REAL(pwrite);
    real(fd, data, size / 2, offset < 0 ? lseek(fd, 0, SEEK_CUR) : offset);
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

#define WRITES(name, params, args, offset) \
    ssize_t name params { \
        static ssize_t(*real) params; \
        char path[4096]; \
        if (!real) real = REAL(name); \
        if (fd == 1) note(SAID, "", 0, 0, 0, 0); \
        if (!name_of(fd, path, sizeof path)) return real args; \
        if (fault(WRITE)) return -1; \
        torn(fd, data, size, offset); \
        note(WRITE, path, 0, offset, data, size); \
        return real args; \
    }
WRITES(pwrite, (int fd, const void *data, size_t size, off_t offset), (fd, data, size, offset), (long)offset)
WRITES(pwrite64, (int fd, const void *data, size_t size, off64_t offset), (fd, data, size, offset), (long)offset)
WRITES(write, (int fd, const void *data, size_t size), (fd, data, size), (long)lseek(fd, 0, SEEK_CUR))

#define BY_FD(name, op, params, args, size) \
    int name params { \
        static int(*real) params; \
        char path[4096]; \
        if (!real) real = REAL(name); \
        if (!name_of(fd, path, sizeof path)) return real args; \
        if (fault(op)) return -1; \
        note(op, path, 0, size, 0, 0); \
        return real args; \
    }
BY_FD(fsync, SYNC, (int fd), (fd), 0)
BY_FD(fdatasync, SYNC, (int fd), (fd), 0)
BY_FD(ftruncate, TRUNCATE, (int fd, off_t size), (fd, size), (long)size)
BY_FD(ftruncate64, TRUNCATE, (int fd, off64_t size), (fd, size), (long)size)

#define BY_PATH(name, op, params, args, first, second) \
    int name params { \
        static int(*real) params; \
        if (!real) real = REAL(name); \
        if (!below(first)) return real args; \
        if (fault(op)) return -1; \
        int got = real args; \
        if (!got) note(op, first, second, 0, 0, 0); \
        return got; \
    }
BY_PATH(unlink, UNLINK, (const char *path), (path), path, 0)
BY_PATH(unlinkat, UNLINK, (int dir, const char *path, int flags), (dir, path, flags), path, 0)
BY_PATH(link, LINK, (const char *from, const char *to), (from, to), from, to)
BY_PATH(linkat, LINK, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags), from, to)
BY_PATH(rename, RENAME, (const char *from, const char *to), (from, to), from, to)
BY_PATH(renameat, RENAME, (int a, const char *from, int b, const char *to), (a, from, b, to), from, to)
BY_PATH(mkdir, MKDIR, (const char *path, mode_t bits), (path, bits), path, 0)
BY_PATH(mkdirat, MKDIR, (int dir, const char *path, mode_t bits), (dir, path, bits), path, 0)

#define OPENS(name, params, args) \
    int name params { \
        static int(*real) params; \
        mode_t bits = 0; \
        if (!real) real = REAL(name); \
        if (flags & O_CREAT) { \
            va_list more; \
            va_start(more, flags); \
            bits = va_arg(more, mode_t); \
            va_end(more); \
        } \
        if (certain && path && !strcmp(path, "/dev/urandom")) path = "/dev/zero"; \
        if (!(flags & O_CREAT) || !below(path)) return real args; \
        if (fault(OPEN)) return -1; \
        struct stat before; \
        int there = !stat(path, &before); \
        int fd = real args; \
        if (fd >= 0 && !there) note(OPEN, path, 0, 0, 0, 0); \
        return fd; \
    }
OPENS(open, (const char *path, int flags, ...), (path, flags, bits))
OPENS(open64, (const char *path, int flags, ...), (path, flags, bits))
OPENS(openat, (int dir, const char *path, int flags, ...), (dir, path, flags, bits))
OPENS(openat64, (int dir, const char *path, int flags, ...), (dir, path, flags, bits))
