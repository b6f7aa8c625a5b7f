/// The engine by itself: M/M/1 in the form of the published benchmarks of simulation engines (rho 0.9), and
/// the pending event set alone.
#include <benchmark/benchmark.h>

#include <cmath>

#include "bench/textbook.h"
#include "simulator/engine/engine.h"
#include "simulator/random/distribution.h"
#include "simulator/workload/traffic.h"

namespace isocost {
namespace {

constexpr std::int64_t customers = 1'000'000;

void BM_MM1_Textbook(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(textbook::mm1(0.9, 1, customers, 1));
  state.SetItemsProcessed(state.iterations() * customers);
}
BENCHMARK(BM_MM1_Textbook)->Unit(benchmark::kMillisecond);

/// One server, first come first served, on the engine: one timer, a ring of arrival times.
class SingleServer {
 public:
  explicit SingleServer(StreamKey key)
      : key_(key), service_(Distribution::exponential(std::chrono::seconds(1))) {}

  void offer(const Request& request) {
    engine_.advance_to(request.arrival, [this](Engine::Slot) { depart(); });
    waiting_[tail_++ & mask] = request.arrival;
    if (tail_ - head_ == 1) start();
  }
  void finish() {
    engine_.advance_to(never - Duration(1), [this](Engine::Slot) { depart(); });
  }
  [[nodiscard]] double mean_response() const { return to_seconds(sum_) / static_cast<double>(head_); }

 private:
  static constexpr std::size_t mask = (1U << 10U) - 1;  ///< more than 1,000 waiting at rho 0.9: 1e-47

  void start() {
    if (used_ == block_.size()) {
      service_.fill(key_, first_, block_);
      first_ += block_.size();
      used_ = 0;
    }
    engine_.set(0, engine_.now() + Duration(static_cast<std::int64_t>(block_[used_++])));
  }
  void depart() {
    sum_ += engine_.now() - waiting_[head_++ & mask];
    if (tail_ != head_) start();
  }

  Engine engine_;
  StreamKey key_;
  Distribution service_;
  std::array<double, 256> block_{};
  std::size_t used_ = 256;
  std::uint64_t first_ = 0;
  std::vector<Time> waiting_ = std::vector<Time>(mask + 1);
  std::size_t head_ = 0, tail_ = 0;
  Duration sum_{};
};

void BM_MM1_Events(benchmark::State& state) {
  Traffic traffic;
  traffic.mean_rate = 0.9;
  for (auto _ : state) {
    const auto source = generate_requests(traffic, Distribution::constant(Duration(1)),
                                          {Time{}, Time{2'000'000'000 * hour / 3600}}, Seed{1}, 0, 0);
    SingleServer server(stream_key(Seed{1}, Purpose::work, 0, 9));
    RequestBlock block;
    std::int64_t offered = 0;
    while (offered < customers && source->fill(block))
      for (std::size_t i = 0; i < block.size && offered < customers; ++i, ++offered)
        server.offer(block.request(i));
    server.finish();
    benchmark::DoNotOptimize(server.mean_response());
  }
  state.SetItemsProcessed(state.iterations() * customers);
}
BENCHMARK(BM_MM1_Events)->Unit(benchmark::kMillisecond);

/// Hold model: take the earliest, put it back an exponential span later.
void BM_Timers_StdQueue(benchmark::State& state) {
  std::mt19937_64 bits(1);
  std::exponential_distribution<double> span(1);
  textbook::EventQueue events;
  for (int i = 0; i < state.range(0); ++i) events.push({span(bits), i});
  std::vector<double> spans(4096);
  for (double& one : spans) one = span(bits);
  std::size_t k = 0;
  for (auto _ : state) {
    textbook::Event event = events.top();
    events.pop();
    event.time += spans[k++ & 4095U];
    events.push(event);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Timers_StdQueue)->Arg(2)->Arg(100)->Arg(1000)->Arg(10000)->Arg(100000);

void BM_Timers_WinnerTree(benchmark::State& state) {
  std::mt19937_64 bits(1);
  std::exponential_distribution<double> span(1);
  TimerSet timers(static_cast<std::size_t>(state.range(0)));
  for (int i = 0; i < state.range(0); ++i)
    timers.set(static_cast<TimerSet::Slot>(i), Time(from_seconds(span(bits))));
  std::vector<Duration> spans(4096);
  for (Duration& one : spans) one = from_seconds(span(bits));
  std::size_t k = 0;
  for (auto _ : state) timers.set(timers.next_slot(), timers.next_time() + spans[k++ & 4095U]);
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(BM_Timers_WinnerTree)->Arg(2)->Arg(100)->Arg(1000)->Arg(10000)->Arg(100000);

}  // namespace
}  // namespace isocost
