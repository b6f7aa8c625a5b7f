/// Drawing and recording.
#include <benchmark/benchmark.h>

#include <cmath>
#include <random>

#include "simulator/random/distribution.h"
#include "simulator/statistics/histogram.h"

namespace isocost {
namespace {

constexpr std::size_t block_size = 256;

void fill_block(benchmark::State& state, const Distribution& distribution) {
  std::array<double, block_size> block;
  std::uint64_t first = 0;
  const StreamKey key = stream_key(Seed{1}, Purpose::work, 0);
  for (auto _ : state) {
    distribution.fill(key, first, block);
    first += block_size;
    benchmark::DoNotOptimize(block.data());
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(block_size));
}

template <class Standard>
void fill_standard(benchmark::State& state, Standard distribution) {
  std::mt19937_64 bits(1);
  for (auto _ : state) benchmark::DoNotOptimize(distribution(bits));
  state.SetItemsProcessed(state.iterations());
}

void BM_Variate_Exponential_Std(benchmark::State& state) {
  fill_standard(state, std::exponential_distribution<double>(1));
}
BENCHMARK(BM_Variate_Exponential_Std);
void BM_Variate_Exponential_Block(benchmark::State& state) {
  fill_block(state, Distribution::exponential(std::chrono::seconds(1)));
}
BENCHMARK(BM_Variate_Exponential_Block);
void BM_Variate_Lognormal_Std(benchmark::State& state) {
  fill_standard(state, std::lognormal_distribution<double>(0, 1));
}
BENCHMARK(BM_Variate_Lognormal_Std);
void BM_Variate_Lognormal_Block(benchmark::State& state) {
  fill_block(state, Distribution::lognormal(std::chrono::seconds(1), 1));
}
BENCHMARK(BM_Variate_Lognormal_Block);
void BM_Variate_Quantile_Std(benchmark::State& state) {
  fill_standard(state,
                std::piecewise_linear_distribution<double>({0, 1, 2, 5}, [](double x) { return 1 + x; }));
}
BENCHMARK(BM_Variate_Quantile_Std);
void BM_Variate_Quantile_Block(benchmark::State& state) {
  using std::chrono::seconds;
  fill_block(state, Distribution::quantiles(
                        {{0, seconds(0)}, {0.5, seconds(1)}, {0.95, seconds(2)}, {1, seconds(5)}}));
}
BENCHMARK(BM_Variate_Quantile_Block);

void BM_Histogram_Add(benchmark::State& state) {
  std::array<double, block_size> block;
  Distribution::lognormal(std::chrono::milliseconds(100), 1)
      .fill(stream_key(Seed{1}, Purpose::work, 0), 0, block);
  std::array<Duration, block_size> spans;
  for (std::size_t i = 0; i < block_size; ++i) spans[i] = Duration(static_cast<std::int64_t>(block[i]));
  Histogram histogram;
  for (auto _ : state)
    for (const Duration span : spans) histogram.add(span);
  benchmark::DoNotOptimize(histogram.total());
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(block_size));
}
BENCHMARK(BM_Histogram_Add);

}  // namespace
}  // namespace isocost
