/// SLEEF's deterministic functions over whole vectors, narrow (SSE2, every x86-64) and wide (AVX, AVX-512,
/// chosen at run time). All give the same bits. The wide ones stand in files of their own that alone are
/// compiled for AVX and AVX-512.
#pragma once

#include <cstddef>

namespace isocost::vector_math {

/// \pre n is a multiple of 4
void log_avx(double* values, std::size_t n);
void exp_avx(double* values, std::size_t n);
/// Angles become their cosines.
void cos_sin_avx(double* angles, double* sines, std::size_t n);

/// \pre n is a multiple of 8
void log_avx512(double* values, std::size_t n);
void exp_avx512(double* values, std::size_t n);
void cos_sin_avx512(double* angles, double* sines, std::size_t n);

}  // namespace isocost::vector_math
