/*
 * The floor of the benchmark: what any program that reads every byte below a folder must pay. openat, read into
 * one block of 256 KiB, one AVX2 compare (30 82 ?? ?? 30 82), close. Build: cc -O3 -march=native floor.c
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <fcntl.h>
#include <immintrin.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { block_bytes = 262144, padding = 64 };
static uint8_t *block;
static uint64_t files, bytes, hits;

static void search(const uint8_t *at, size_t size) {
  const __m256i first = _mm256_set1_epi8(0x30), second = _mm256_set1_epi8((char)0x82);
  for (size_t i = 0; i < size; i += 32) {
    __m256i a = _mm256_cmpeq_epi8(_mm256_loadu_si256((const void *)(at + i)), first);
    __m256i b = _mm256_cmpeq_epi8(_mm256_loadu_si256((const void *)(at + i + 1)), second);
    uint32_t marks = (uint32_t)_mm256_movemask_epi8(_mm256_and_si256(a, b));
    for (; marks; marks &= marks - 1) {
      const uint8_t *hit = at + i + __builtin_ctz(marks);
      if (hit[4] == 0x30 && hit[5] == 0x82) hits++;
    }
  }
}

static void read_file(int folder, const char *name) {
  int file = openat(folder, name, O_RDONLY | O_NOFOLLOW);
  if (file < 0) return;
  ssize_t size;
  do {
    size = read(file, block, block_bytes);
    if (size <= 0) break;
    memset(block + size, 0, padding);
    search(block, (size_t)size);
    bytes += (uint64_t)size;
  } while (size == block_bytes);
  close(file);
  files++;
}

static void walk(int folder) {
  DIR *entries = folder < 0 ? NULL : fdopendir(folder);
  if (entries == NULL) return;
  for (struct dirent *entry; (entry = readdir(entries)) != NULL;) {
    const char *name = entry->d_name;
    if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0) continue;
    if (entry->d_type == DT_DIR) walk(openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
    else if (entry->d_type == DT_REG) read_file(folder, name);
  }
  closedir(entries);
}

int main(int count, char **words) {
  block = aligned_alloc(4096, block_bytes + 4096);
  if (count < 2 || block == NULL) return 2;
  walk(open(words[1], O_RDONLY | O_DIRECTORY));
  printf("%llu files, %llu bytes, %llu hits\n", (unsigned long long)files, (unsigned long long)bytes,
         (unsigned long long)hits);
  return 0;
}
