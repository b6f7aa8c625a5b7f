#include <immintrin.h>
#include <sleef.h>

#include "simulator/random/vector_math.h"

namespace isocost::vector_math {

void log_avx(double* v, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 4)
    _mm256_storeu_pd(v + i, Sleef_cinz_logd4_u35avx(_mm256_loadu_pd(v + i)));
}

void exp_avx(double* v, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 4)
    _mm256_storeu_pd(v + i, Sleef_cinz_expd4_u10avx(_mm256_loadu_pd(v + i)));
}

void cos_sin_avx(double* angles, double* sines, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 4) {
    const Sleef___m256d_2 both = Sleef_cinz_sincosd4_u35avx(_mm256_loadu_pd(angles + i));
    _mm256_storeu_pd(sines + i, both.x);
    _mm256_storeu_pd(angles + i, both.y);
  }
}

}  // namespace isocost::vector_math
