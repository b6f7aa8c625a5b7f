#include "simulator/cost/meter.h"

#include <gtest/gtest.h>

namespace isocost {
namespace {

using namespace std::chrono_literals;
using Kind = CapacityRecord::Kind;

const Window an_hour{Time(0s), Time(1h)};

RequestRecord served(Duration handler, Duration init = {}, Outcome outcome = Outcome::completed) {
  RequestRecord record;
  record.handler = handler;
  record.init = init;
  record.cold_start = init;
  record.is_cold = init > Duration::zero();
  record.response = init + handler;
  record.outcome = outcome;
  record.is_served = true;
  return record;
}

RequestRecord refused() {
  RequestRecord record;
  record.outcome = Outcome::refused;
  return record;
}

BillingRule rounding(Duration step, Duration minimum, std::int64_t mebibytes_billed = 1024) {
  BillingRule rule;
  rule.rounding = {step, minimum};
  rule.memory = mebibytes(mebibytes_billed);
  return rule;
}

/// GiB-seconds, in plain digits.
std::string compute(const BillingRule& rule, const std::vector<RequestRecord>& records) {
  Meter meter(rule, an_hour);
  meter.requests(records);
  return to_string(meter.quantity(UsageKind::compute, bytes_per_gib));
}

TEST(Meter, rounds_each_invocation_up_to_the_step) {
  EXPECT_EQ(compute(rounding(1ms, 0ms), {served(1ns)}), "0.001");
  EXPECT_EQ(compute(rounding(1ms, 0ms), {served(1ms)}), "0.001");
  EXPECT_EQ(compute(rounding(1ms, 0ms), {served(1ms + 1ns)}), "0.002");
  EXPECT_EQ(compute(rounding(100ms, 0ms), {served(100ms), served(101ms)}), "0.3");
  EXPECT_EQ(compute(rounding(100ms, 100ms), {served(0ms)}), "0.1");
}

TEST(Meter, a_minimum_of_a_second_then_steps_of_100_ms) {
  // Azure Functions Flex Consumption.
  const BillingRule flex = rounding(100ms, 1000ms);
  EXPECT_EQ(compute(flex, {served(50ms)}), "1");
  EXPECT_EQ(compute(flex, {served(1000ms)}), "1");
  EXPECT_EQ(compute(flex, {served(1001ms)}), "1.1");
  EXPECT_EQ(compute(flex, {served(1100ms)}), "1.1");
}

TEST(Meter, a_bimodal_load_is_not_billed_as_its_mean) {
  std::vector<RequestRecord> records(500, served(1ms));
  records.insert(records.end(), 500, served(199ms));
  // Mean 100 ms: 1,000 of those would be 100 GiB-seconds. Billed are 500 x 100 ms + 500 x 200 ms.
  EXPECT_EQ(compute(rounding(100ms, 100ms), records), "150");
  EXPECT_EQ(compute(rounding(1ms, 0ms), records), "100");
  EXPECT_EQ(compute(rounding(100ms, 100ms), std::vector<RequestRecord>(1000, served(100ms))), "100");
}

TEST(Meter, billed_time_is_the_mean_of_what_was_rounded) {
  // 180, 200 and 230 ms in steps of 100 ms: 200 + 200 + 300 (Eismann et al.), not 3 x the rounded mean of 203
  // ms.
  EXPECT_EQ(compute(rounding(100ms, 100ms), {served(180ms), served(200ms), served(230ms)}), "0.7");
}

TEST(Meter, memory_scales_what_is_billed) {
  EXPECT_EQ(compute(rounding(1ms, 0ms, 512), {served(200ms)}), "0.1");
  EXPECT_EQ(compute(rounding(1ms, 0ms, 128), {served(1s)}), "0.125");
  Meter meter(rounding(1ms, 0ms, 1024), an_hour);
  meter.requests(std::vector{served(1s)});
  EXPECT_EQ(to_string(meter.quantity(UsageKind::compute, 1'000'000'000)),
            "1.073741824");  // where a GB is 10^9 bytes
}

TEST(Meter, init_is_billed_where_the_rule_says_so) {
  // R17: 100 ms handler, 400 ms init. Cold in 0.1, 1 and 10 % of 1,000: + 0.4, 4 and 40 %.
  for (const auto& [cold, more] : {std::pair{1, "100.4"}, {10, "104"}, {100, "140"}}) {
    std::vector<RequestRecord> records(static_cast<std::size_t>(1000 - cold), served(100ms));
    records.insert(records.end(), static_cast<std::size_t>(cold), served(100ms, 400ms));
    BillingRule rule = rounding(1ms, 0ms);
    EXPECT_EQ(compute(rule, records), "100");
    rule.is_init_billed = true;
    EXPECT_EQ(compute(rule, records), more);
  }
}

TEST(Meter, init_and_handler_are_rounded_together) {
  BillingRule rule = rounding(100ms, 0ms);
  rule.is_init_billed = true;
  EXPECT_EQ(compute(rule, {served(110ms, 180ms)}), "0.3");
}

TEST(Meter, a_killed_invocation_is_billed_and_a_refused_one_is_not) {
  Meter meter(rounding(1ms, 0ms), an_hour);
  meter.requests(
      std::vector{served(900s, 0s, Outcome::timed_out), refused(), served(1s, 0s, Outcome::failed)});
  EXPECT_EQ(to_string(meter.quantity(UsageKind::compute, bytes_per_gib)), "901");
  EXPECT_EQ(to_string(meter.quantity(UsageKind::requests, 0)), "2");
}

TEST(Meter, tells_what_billed_time_bought_nothing) {
  BillingRule rule = rounding(100ms, 0ms);
  rule.is_init_billed = true;
  Meter meter(rule, an_hour);
  meter.requests(std::vector{served(110ms, 180ms), served(250ms), served(900s, 0s, Outcome::timed_out)});
  EXPECT_TRUE(meter.lost().rounding == static_cast<Wide>(Duration(10ms + 50ms).count()));
  EXPECT_TRUE(meter.lost().init == static_cast<Wide>(Duration(180ms).count()));
  EXPECT_TRUE(meter.lost().timed_out == static_cast<Wide>(Duration(900s).count()));
  EXPECT_TRUE(meter.billed_time() == static_cast<Wide>(Duration(300ms + 300ms + 900s).count()));
}

std::string shown(const WasteQuantities& waste) {
  std::string text;
  for (std::size_t i = 0; i < waste_count; ++i)
    if (waste[i] != 0)
      text += std::string(words_of(static_cast<Waste>(i))) + " " + to_string(waste[i]) + "; ";
  return text;
}

TEST(Meter, waste_is_in_the_units_of_the_price) {
  BillingRule rule = rounding(100ms, 0ms);
  rule.is_init_billed = true;
  rule.memory = Bytes{bytes_per_gib / 2};
  Meter meter(rule, an_hour);
  meter.requests(std::vector{served(110ms, 180ms), served(250ms), served(900s, 0s, Outcome::timed_out)});
  EXPECT_EQ(shown(meter.waste(UsageKind::compute, bytes_per_gib)),
            "rounding up 0.03; starts 0.09; killed work 450; ");
  EXPECT_EQ(shown(meter.waste(UsageKind::requests, 0)), "");
}

TEST(Meter, what_servers_and_kept_instances_do_not_use_is_idle) {
  BillingRule rule = rounding(1ms, 0ms);
  rule.memory = Bytes{bytes_per_gib};
  rule.vcpus = 2;
  rule.workers_per_server = 4;
  Meter meter(rule, an_hour);
  CapacityRecord server;
  server.kind = CapacityRecord::Kind::server;
  server.end = Time{1h};
  server.work = 60min;  // of 4 h that its workers have
  CapacityRecord kept;
  kept.kind = CapacityRecord::Kind::instance;
  kept.is_provisioned = true;
  kept.end = Time{1h};
  meter.capacity(std::vector{server, kept});
  RequestRecord request = served(600s);
  request.is_provisioned = true;
  meter.requests(std::vector{request});
  EXPECT_EQ(shown(meter.waste(UsageKind::server, 0)), "idle 0.75; ");
  EXPECT_EQ(shown(meter.waste(UsageKind::vcpu, 0)), "idle 1.5; ");
  EXPECT_EQ(shown(meter.waste(UsageKind::provisioned, bytes_per_gib)), "idle 3000; ");
}

TEST(Meter, egress_is_of_answers_that_were_sent) {
  BillingRule rule = rounding(1ms, 0ms);
  rule.response_size = Bytes{20'000};
  Meter meter(rule, an_hour);
  meter.requests(std::vector{served(1s), served(1s, 0s, Outcome::failed), served(1s, 0s, Outcome::timed_out),
                             refused()});
  EXPECT_EQ(to_string(meter.quantity(UsageKind::egress, 1'000'000'000)), "0.00004");
}

TEST(Meter, cpu_is_billed_in_vcpus_or_in_gigahertz) {
  BillingRule rule = rounding(100ms, 0ms);
  rule.vcpus = Decimal("0.583");
  Meter in_vcpus(rule, an_hour);
  in_vcpus.requests(std::vector{served(100ms)});
  EXPECT_EQ(to_string(in_vcpus.quantity(UsageKind::cpu, 0)), "0.0583");
  rule.ghz = Decimal("1.4");
  Meter in_ghz(rule, an_hour);
  in_ghz.requests(std::vector{served(100ms)});
  EXPECT_EQ(to_string(in_ghz.quantity(UsageKind::cpu, 0)), "0.14");
}

TEST(Meter, a_shared_instance_pays_once_for_the_time_it_is_busy) {
  BillingRule rule = rounding(100ms, 0ms);
  rule.is_shared = true;
  Meter meter(rule, an_hour);
  meter.requests(std::vector{served(3s), served(3s), served(3s)});
  meter.capacity(std::vector{CapacityRecord{Kind::busy, false, Time(0s), Time(3010ms), 9s},
                             CapacityRecord{Kind::instance, false, Time(0s), Time(1h), {}}});
  EXPECT_EQ(to_string(meter.quantity(UsageKind::compute, bytes_per_gib)), "3.1");
  EXPECT_EQ(to_string(meter.quantity(UsageKind::requests, 0)), "3");
}

CapacityRecord busy(Duration begin, Duration end, std::uint64_t instance) {
  CapacityRecord record;
  record.kind = Kind::busy;
  record.begin = Time(begin);
  record.end = Time(end);
  record.instance = instance;
  return record;
}

TEST(Meter, a_shared_instance_shows_what_its_start_and_killed_work_cost) {
  BillingRule rule = rounding(100ms, 0ms);
  rule.is_shared = true;
  CapacityRecord stretch = busy(0s, 3s, 1);
  stretch.starting = 1s;
  stretch.work = 8s;
  stretch.killed = 2s;
  for (const bool is_init_billed : {true, false}) {
    rule.is_init_billed = is_init_billed;
    Meter meter(rule, an_hour);
    meter.capacity(std::vector{stretch});
    EXPECT_EQ(to_string(meter.quantity(UsageKind::compute, bytes_per_gib)), is_init_billed ? "3" : "2");
    EXPECT_TRUE(meter.lost().init == static_cast<Wide>(Duration(is_init_billed ? 1s : 0s).count()));
    EXPECT_TRUE(meter.lost().timed_out == static_cast<Wide>(Duration(500ms).count()));
  }
}

std::string shared_seconds(const BillingRule& rounding_rule, const std::vector<CapacityRecord>& stretches) {
  BillingRule rule = rounding_rule;
  rule.is_shared = true;
  Meter meter(rule, an_hour);
  meter.capacity(stretches);
  return to_string(meter.quantity(UsageKind::compute, bytes_per_gib));
}

TEST(Meter, what_rounding_up_has_paid_for_is_not_paid_again_by_the_same_instance) {
  const BillingRule steps = rounding(100ms, 0ms);
  EXPECT_EQ(shared_seconds(steps, {busy(0ms, 50ms, 1), busy(60ms, 90ms, 1)}), "0.1");
  EXPECT_EQ(shared_seconds(steps, {busy(0ms, 50ms, 1), busy(80ms, 130ms, 1)}), "0.2");
  EXPECT_EQ(shared_seconds(steps, {busy(0ms, 50ms, 1), busy(60ms, 90ms, 2)}), "0.2");
  EXPECT_EQ(shared_seconds(steps, {busy(0ms, 50ms, 1), busy(150ms, 200ms, 1)}), "0.2");
  const BillingRule a_second_at_least = rounding(100ms, 1000ms);
  EXPECT_EQ(shared_seconds(a_second_at_least,
                           {busy(0ms, 100ms, 1), busy(500ms, 600ms, 1), busy(1100ms, 1200ms, 1)}),
            "2");
}

TEST(Meter, invocations_that_share_an_instance_but_are_paid_one_by_one_are_paid_once) {
  Meter meter(rounding(1ms, 0ms), an_hour);  // Azure Functions Consumption
  meter.requests(std::vector{served(3s), served(3s)});
  meter.capacity(std::vector{busy(0s, 4s, 1)});
  EXPECT_EQ(to_string(meter.quantity(UsageKind::compute, bytes_per_gib)), "6");
}

BillingRule with_kinds(BillingRule rule, std::initializer_list<UsageKind> kinds) {
  for (const UsageKind kind : kinds) rule.kinds.push_back({kind, nullptr, "", {}});
  return rule;
}

TEST(Meter, provisioned_capacity_is_paid_for_as_long_as_it_lives) {
  // Two instances of 2 GiB for an hour, busy for 100 s together; 50 s on demand besides.
  RequestRecord on_provisioned = served(100s);
  on_provisioned.is_provisioned = true;
  const std::vector<RequestRecord> records{on_provisioned, served(50s)};
  const std::vector<CapacityRecord> lives(2, CapacityRecord{Kind::instance, true, Time(0s), Time(1h), {}});
  const auto quantity = [&](const BillingRule& rule, UsageKind kind) {
    Meter meter(rule, an_hour);
    meter.requests(records);
    meter.capacity(lives);
    return to_string(meter.quantity(kind, bytes_per_gib));
  };
  BillingRule rule = rounding(1ms, 0ms, 2048);
  rule.vcpus = Decimal(1);
  // AWS Lambda: a price for the capacity and another for work on it.
  const BillingRule two_prices =
      with_kinds(rule, {UsageKind::compute, UsageKind::provisioned, UsageKind::provisioned_compute});
  EXPECT_EQ(quantity(two_prices, UsageKind::provisioned), "14400");
  EXPECT_EQ(quantity(two_prices, UsageKind::provisioned_compute), "200");
  EXPECT_EQ(quantity(two_prices, UsageKind::compute), "100");
  // Google: work pays the usual price, and the rest of the time a lower one.
  const BillingRule idle_price =
      with_kinds(rule, {UsageKind::compute, UsageKind::cpu, UsageKind::idle_compute, UsageKind::idle_cpu});
  EXPECT_EQ(quantity(idle_price, UsageKind::compute), "300");
  EXPECT_EQ(quantity(idle_price, UsageKind::cpu), "150");
  EXPECT_EQ(quantity(idle_price, UsageKind::idle_compute), "14200");
  EXPECT_EQ(quantity(idle_price, UsageKind::idle_cpu), "7100");
}

TEST(Meter, servers_are_paid_for_by_the_hour_they_live) {
  BillingRule rule;
  rule.memory = mebibytes(8192);
  rule.vcpus = Decimal(2);
  rule.disk = Bytes{8 * bytes_per_gib};
  const Window month{Time(0s), Time(730h)};
  Meter meter(rule, month);
  meter.capacity(std::vector{CapacityRecord{Kind::server, false, Time(0s), Time(730h), {}},
                             CapacityRecord{Kind::server, false, Time(10h), Time(10h + 30min), {}}});
  EXPECT_EQ(to_string(meter.quantity(UsageKind::server, 0)), "730.5");
  EXPECT_EQ(to_string(meter.quantity(UsageKind::address, 0)), "730.5");
  EXPECT_EQ(to_string(meter.quantity(UsageKind::vcpu, 0)), "1461");
  EXPECT_EQ(to_string(meter.quantity(UsageKind::memory, bytes_per_gib)), "5844");
  // 8 GiB for 730.5 of 730 hours
  EXPECT_EQ(to_string(meter.quantity(UsageKind::disk, bytes_per_gib), 6), "8.005479");
}

// Amazon EC2: by the second, at least a minute. What reaches over the window's edge goes on outside it.
TEST(Meter, a_short_life_of_a_server_is_raised_to_the_least_time_and_shown_as_rounding) {
  Price server;
  server.rounding = {{}, 1s, 60s};
  BillingRule rule;
  rule.workers_per_server = 1;
  rule.kinds = {{UsageKind::server, &server, "aws/ec2/server", {}},
                {UsageKind::address, nullptr, "address", {}}};
  Meter meter(rule, an_hour);
  const auto life = [](Duration begin, Duration end) {
    CapacityRecord record;
    record.kind = Kind::server;
    record.begin = Time(begin);
    record.end = Time(end);
    record.work = end - begin;
    return record;
  };
  meter.capacity(std::vector{life(0s, 6s), life(100s, 124s), life(200s, 290s + 500ms), life(3590s, 3600s)});
  // 6 + 60 + 91 + 10 s for servers; 6 + 24 + 90.5 + 10 s for addresses, which have no least time.
  EXPECT_EQ(to_string(meter.quantity(UsageKind::server, 0) * 3600, 9), "167");
  EXPECT_EQ(to_string(meter.quantity(UsageKind::address, 0) * 3600, 9), "130.5");
  const WasteQuantities waste = meter.waste(UsageKind::server, 0);
  EXPECT_EQ(to_string(waste[static_cast<std::size_t>(Waste::rounding)] * 3600, 9), "36.5");
  EXPECT_EQ(to_string(waste[static_cast<std::size_t>(Waste::idle)], 9), "0");
}

TEST(Meter, a_balancer_stands_as_long_as_the_window) {
  for (const auto& [length, hours] : {std::pair<Duration, const char*>{1h, "1"}, {90min, "1.5"}, {24h, "24"}})
    EXPECT_EQ(to_string(Meter(BillingRule{}, {Time(0s), Time(length)}).quantity(UsageKind::balancer, 0)),
              hours);
}

TEST(Meter, each_hour_of_a_balancer_is_billed_at_the_dimension_used_most) {
  BillingRule rule = with_kinds(BillingRule{}, {UsageKind::balancer_capacity});
  rule.balancer = {25, 3000, Bytes{1'000'000'000}};
  rule.request_size = Bytes{2'000};
  rule.response_size = Bytes{8'000};
  Meter meter(rule, {Time(0s), Time(3h)});
  // First hour: 90,000 short requests of 10 kB are 25 new connections a second, 0.9 GB: 1 unit.
  std::vector<RequestRecord> records;
  for (int i = 0; i < 90'000; ++i) {
    records.push_back(served(1ms));
    records.back().arrival = Time(i * 40ms);
  }
  // Second hour: 360 requests of 1,000 s each are 100 active connections: 1/30 unit; 0.1 new a second: 1/250.
  for (int i = 0; i < 360; ++i) {
    records.push_back(served(1000s));
    records.back().arrival = Time(1h + i * 1s);
  }
  meter.requests(records);  // nothing in the third
  EXPECT_NEAR(meter.quantity(UsageKind::balancer_capacity, 0).to_double(), 1 + 1.0 / 30, 1e-12);

  rule.response_size = Bytes{198'000};
  Meter large(rule, {Time(0s), Time(3h)});
  large.requests(records);
  // 90,000 x 200 kB are 18 GB in the first hour, 0.072 GB in the second.
  EXPECT_NEAR(large.quantity(UsageKind::balancer_capacity, 0).to_double(), 18 + 0.072, 1e-12);
}

TEST(Meter, a_month_of_milliseconds_is_added_up_exactly) {
  Meter meter(rounding(1ms, 0ms, 128), an_hour);
  const std::vector<RequestRecord> block(128, served(7ms + 1ns));
  for (int i = 0; i < 100'000; ++i) meter.requests(block);
  EXPECT_EQ(to_string(meter.quantity(UsageKind::compute, bytes_per_gib)), "12800");  // 12.8 M x 8 ms x 0.125
  EXPECT_EQ(to_string(meter.quantity(UsageKind::requests, 0)), "12800000");
}

TEST(UsageKinds, are_named_as_the_catalogue_names_them) {
  EXPECT_EQ(usage_kind_of("requests"), UsageKind::requests);
  EXPECT_EQ(usage_kind_of("provisioned_compute"), UsageKind::provisioned_compute);
  EXPECT_EQ(usage_kind_of("server"), UsageKind::server);
  EXPECT_EQ(usage_kind_of("egress"), UsageKind::egress);
}

}  // namespace
}  // namespace isocost
