#include <immintrin.h>
#include <sleef.h>

#include "simulator/random/vector_math.h"

namespace isocost::vector_math {

void log_avx512(double* v, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 8)
    _mm512_storeu_pd(v + i, Sleef_cinz_logd8_u35avx512fnofma(_mm512_loadu_pd(v + i)));
}

void exp_avx512(double* v, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 8)
    _mm512_storeu_pd(v + i, Sleef_cinz_expd8_u10avx512fnofma(_mm512_loadu_pd(v + i)));
}

void cos_sin_avx512(double* angles, double* sines, std::size_t n) {
  for (std::size_t i = 0; i < n; i += 8) {
    const Sleef___m512d_2 both = Sleef_cinz_sincosd8_u35avx512fnofma(_mm512_loadu_pd(angles + i));
    _mm512_storeu_pd(sines + i, both.x);
    _mm512_storeu_pd(angles + i, both.y);
  }
}

}  // namespace isocost::vector_math
