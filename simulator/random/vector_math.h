/// SLEEF's deterministic functions over whole vectors, narrow (SSE2, every x86-64) and wide (AVX, chosen at
/// run time). Both give the same bits. The wide ones stand in a file of their own that alone is compiled for
/// AVX.
#pragma once

#include <cstddef>

namespace isocost::vector_math {

/// \pre n is a multiple of 4
void log_avx(double* values, std::size_t n);
void exp_avx(double* values, std::size_t n);
/// Angles become their cosines.
void cos_sin_avx(double* angles, double* sines, std::size_t n);

}  // namespace isocost::vector_math
