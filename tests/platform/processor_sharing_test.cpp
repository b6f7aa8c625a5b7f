#include "simulator/platform/processor_sharing.h"

#include <gtest/gtest.h>

#include <random>

namespace isocost {
namespace {

using namespace std::chrono_literals;

constexpr ProcessorShare one_vcpu{1, 1, true};

std::vector<int> completed(ProcessorSharing<int>& processor, const ProcessorShare& share, Time now) {
  std::vector<int> jobs;
  processor.complete(share, now, [&](int job) { jobs.push_back(job); });
  return jobs;
}

TEST(ProcessorShare, is_full_speed_until_the_vcpus_are_used_up) {
  const ProcessorShare share{2, 0.5, true};
  EXPECT_EQ(share.speed(1), 1);
  EXPECT_EQ(share.speed(4), 1);
  EXPECT_EQ(share.speed(5), 0.8);
  EXPECT_EQ(share.vcpus_used(3), 1.5);
  EXPECT_EQ(share.vcpus_used(9), 2);
  EXPECT_EQ((ProcessorShare{1, 0, true}.speed(1000)), 1);  // all of it waits for others
  EXPECT_EQ((ProcessorShare{1, 1, false}.speed(1000)), 1);
}

TEST(ProcessorSharing, an_empty_one_has_no_completion) {
  const ProcessorSharing<int> processor;
  EXPECT_TRUE(processor.empty());
  EXPECT_EQ(processor.next_completion(one_vcpu), never);
}

TEST(ProcessorSharing, times_follow_from_who_is_inside) {
  ProcessorSharing<int> processor;
  processor.add(one_vcpu, Time(0s), 3s, 1);
  EXPECT_EQ(processor.next_completion(one_vcpu), Time(3s));
  processor.add(one_vcpu, Time(1s), 1s, 2);
  EXPECT_EQ(processor.next_completion(one_vcpu), Time(3s));  // 1 s at half speed
  EXPECT_EQ(completed(processor, one_vcpu, Time(3s)), (std::vector{2}));
  EXPECT_EQ(processor.next_completion(one_vcpu), Time(4s));  // 1 s is left, alone
  EXPECT_EQ(completed(processor, one_vcpu, Time(4s)), (std::vector{1}));
  EXPECT_TRUE(processor.empty());
}

TEST(ProcessorSharing, equals_leave_in_the_order_they_came) {
  ProcessorSharing<int> processor;
  for (const int job : {7, 3, 5}) processor.add(one_vcpu, Time(0s), 1s, job);
  EXPECT_EQ(processor.next_completion(one_vcpu), Time(3s));
  EXPECT_EQ(completed(processor, one_vcpu, Time(3s)), (std::vector{7, 3, 5}));
}

TEST(ProcessorSharing, what_is_left_at_the_end_is_told) {
  ProcessorSharing<int> processor;
  processor.add(one_vcpu, Time(0s), 3s, 1);
  processor.add(one_vcpu, Time(0s), 5s, 2);
  std::vector<std::pair<int, Duration>> left;
  processor.drain(one_vcpu, Time(2s), [&](int job, Duration rest) { left.emplace_back(job, rest); });
  std::sort(left.begin(), left.end());
  EXPECT_EQ(left, (std::vector<std::pair<int, Duration>>{{1, 4s}, {2, 8s}}));  // 2 s and 4 s at half speed
  EXPECT_TRUE(processor.empty());
}

TEST(ProcessorSharing, those_taken_out_make_the_others_faster) {
  ProcessorSharing<int> processor;
  processor.add(one_vcpu, Time(0s), 2s, 1);
  processor.add(one_vcpu, Time(0s), 9s, 2);
  EXPECT_TRUE(completed(processor, one_vcpu, Time(2s)).empty());
  processor.remove_if([](int job) { return job == 2; });
  EXPECT_EQ(processor.next_completion(one_vcpu), Time(3s));
}

/// A second way: small steps of time, every job served alike.
TEST(ProcessorSharing, agrees_with_service_in_small_steps) {
  std::mt19937_64 random(11);
  const ProcessorShare share{2, 0.8, true};
  struct Job {
    double arrival, left;
    double left_at = 0;
  };
  std::vector<Job> jobs;
  double at = 0;
  for (int i = 0; i < 60; ++i) {
    at += static_cast<double>(random() % 1000) * 1e-3;
    jobs.push_back({at, 0.2 + static_cast<double>(random() % 3000) * 1e-3});
  }
  std::vector<double> expected(jobs.size());
  {
    std::vector<Job> open = jobs;
    constexpr double step = 1e-4;
    for (double now = 0; now < 200; now += step) {
      std::size_t inside = 0;
      for (const Job& job : open) inside += job.arrival <= now && job.left > 0 ? 1 : 0;
      for (std::size_t i = 0; i < open.size(); ++i)
        if (open[i].arrival <= now && open[i].left > 0 && (open[i].left -= step * share.speed(inside)) <= 0)
          expected[i] = now + step;
    }
  }
  ProcessorSharing<std::size_t> processor;
  std::vector<double> found(jobs.size());
  const auto run_to = [&](Time until) {
    while (processor.next_completion(share) <= until) {
      const Time now = processor.next_completion(share);
      processor.complete(share, now,
                         [&](std::size_t job) { found[job] = to_seconds(now.time_since_epoch()); });
    }
  };
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    const Time now(from_seconds(jobs[i].arrival));
    run_to(now);
    processor.add(share, now, from_seconds(jobs[i].left), i);
  }
  run_to(never - Duration(1));
  for (std::size_t i = 0; i < jobs.size(); ++i) EXPECT_NEAR(found[i], expected[i], 0.02) << i;
}

TEST(ProcessorSharing, work_is_conserved_to_the_nanosecond) {
  // 1,000 requests in one busy period: the last leaves when all demands are served, however they were shared.
  std::mt19937_64 random(12);
  ProcessorSharing<int> processor;
  Duration demand{};
  Time last{}, at{};
  const auto run_to = [&](Time until) {
    while (processor.next_completion(one_vcpu) <= until) {
      last = processor.next_completion(one_vcpu);
      completed(processor, one_vcpu, last);
    }
  };
  for (int i = 0; i < 1000; ++i) {
    run_to(at);
    const Duration one(static_cast<std::int64_t>(50'000'000 + random() % 100'000'000));
    demand += one;
    processor.add(one_vcpu, at, one, i);
    at += Duration(static_cast<std::int64_t>(random() % 40'000'000));
  }
  run_to(never - Duration(1));
  EXPECT_LE(std::chrono::abs(last - Time(demand)), Duration(1000))
      << "each completion may be rounded up by a nanosecond";
}

}  // namespace
}  // namespace isocost
