// A result that was saved and read back is the result.
#include "simulator/report/result_reader.h"

#include <gtest/gtest.h>

#include "simulator/report/report_model.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::experiment_of;
using testing_support::InFolder;

FinishedRun run_of(const std::string& scenario) {
  FinishedRun made;
  made.result = run_experiment(experiment_of(scenario), {});
  made.comparison = compare(made.result);
  return made;
}

std::string json_of(const FinishedRun& run) { return write_json(run.result, run.comparison); }

Loaded<FinishedRun> read_back(const std::string& json) {
  const InFolder folder;
  folder.write("result.json", json);
  const Loaded<Node> root = parse_saved_file("result.json");
  if (!root.value) return {std::nullopt, root.diagnostics};
  return read_run(*root.value);
}

void expect_same_bytes(const FinishedRun& run) {
  const auto read = read_back(json_of(run));
  ASSERT_EQ(render(read.diagnostics), "");
  EXPECT_EQ(json_of(*read.value), json_of(run));
  EXPECT_EQ(write_csv(read.value->result), write_csv(run.result));
  EXPECT_EQ(write_text(make_report(read.value->result, read.value->comparison)),
            write_text(make_report(run.result, run.comparison)));
}

const char* const shop =
    "scenario: Shop\nquestion: What does it cost?\n"
    "period: {start: 2026-11-01, length: 6 h}\nreplications: 3\n"
    "workload: {rate: 20/s}\n"
    "application: {duration: {p50: 150 ms, p95: 600 ms}, response_size: 20 kB}\n"
    "slo: {p95: 1 s, errors: 1 %}\n"
    "account: {discounts: [{on: aws, share: 7 %}], credits: [{on: aws/ec2, amount: 0.1}], tax: 19 %}\n"
    "alternatives:\n"
    "  - {platform: aws-lambda, memory: 1769 MiB, region: eu-west-1, provisioned: 2}\n"
    "  - {platform: aws-ec2, instance: t3.small, servers: 2}\n";

std::string with(std::string text, const std::string& before, const std::string& after) {
  return text.replace(text.find(before), before.size(), after);
}

TEST(ResultReader, gives_back_unpriced_lines_terms_of_the_account_and_intervals) {
  expect_same_bytes(run_of(shop));
}

TEST(ResultReader, gives_back_figures_without_an_interval) {
  expect_same_bytes(run_of(with(shop, "replications: 3", "replications: 1")));
}

TEST(ResultReader, gives_back_quantiles_among_requests_that_were_never_answered) {
  const FinishedRun run = run_of(
      "period: {start: 2026-11-01, length: 1 h}\nreplications: 2\nworkload: {rate: 20/s}\n"
      "application: {duration: 1 s}\nslo: {p99: 1 s}\n"
      "alternatives:\n"
      "  - {platform: aws-lambda, memory: 512 MiB, concurrency_limit: 1}\n"
      "  - {platform: aws-ec2, instance: t3.small, servers: 1}\n");
  ASSERT_EQ(run.result.alternatives[0].estimate(MetricId::latency_p99).status, EstimateStatus::unanswered);
  expect_same_bytes(run);
}

TEST(ResultReader, gives_back_hours_in_which_nothing_came) {
  expect_same_bytes(
      run_of("period: {start: 2026-11-01, length: 1 h}\nreplications: 2\nworkload: {rate: 1/month}\n"
             "application: {duration: 1 s}\n"
             "alternatives:\n"
             "  - {platform: aws-lambda, memory: 512 MiB}\n"
             "  - {platform: gcp-run-functions, memory: 512 MiB}\n"));
}

TEST(ResultReader, gives_back_a_run_of_which_nothing_was_finished) {
  FinishedRun run = run_of(shop);
  run.result.alternatives.clear();
  run.result.is_interrupted = true;
  run.comparison = compare(run.result);
  expect_same_bytes(run);
}

TEST(ResultReader, gives_back_names_of_any_letters_and_length) {
  FinishedRun run = run_of(shop);
  std::string& title = run.result.title;
  title =
      "\"Größe\" \\ 'x' \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 \U0001F600 <b>&amp; "
      "=1+1\n\t: # - {a: b} \u0001 \u2028";
  run.result.alternatives[0].name = run.comparison.verdicts[0].name = std::string(4000, 'x') + "\u00e9";
  expect_same_bytes(run);
}

TEST(ResultReader, a_changed_file_is_refused_whatever_was_changed) {
  const std::string json = json_of(run_of(shop));
  for (const auto& [before, after] :
       std::vector<std::pair<std::string, std::string>>{{"\"amount\": \"0", "\"amount\": \"1"},
                                                        {"\"traffic\": \"", "\"traffic\": \"not "},
                                                        {"\"seed\": 1", "\"seed\": 2"}}) {
    const auto read = read_back(with(json, before, after));
    ASSERT_EQ(read.diagnostics.size(), 1U) << before;
    EXPECT_EQ(read.diagnostics.front().message,
              "the file was changed after it was written: its digest does not fit");
  }
  EXPECT_TRUE(read_back(with(json, "  \"title\"", "\n      \"title\"")).value) << "white space means nothing";
}

TEST(ResultReader, a_cut_file_is_refused_wherever_it_was_cut) {
  const std::string json = json_of(run_of(shop));
  for (std::size_t length = 0; length + 2 < json.size(); length += 997) {
    const auto read = read_back(json.substr(0, length));
    EXPECT_FALSE(read.value) << length;
    EXPECT_TRUE(has_errors(read.diagnostics)) << length;
  }
}

TEST(ResultReader, every_entry_that_is_missing_is_told) {
  const auto read = read_back("{\"isocost_result\": 1, \"alternatives\": [{}], \"manifest\": 3}\n");
  EXPECT_FALSE(read.value);
  for (const char* const key :
       {"title", "traffic", "slo", "comparison", "name", "platform", "metrics", "inputs"}) {
    const std::string expected = std::string("\"") + key + "\" is missing";
    EXPECT_TRUE(std::any_of(read.diagnostics.begin(), read.diagnostics.end(), [&](const Diagnostic& one) {
      return one.message == expected;
    })) << key;
  }
}

}  // namespace
}  // namespace isocost
