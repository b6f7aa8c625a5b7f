#include <gtest/gtest.h>

#include "simulator/compile/call_analysis.h"
#include "tests/support/models.h"

namespace isocost {
namespace {

using testing_support::experiment_of;
using testing_support::InFolder;
using testing_support::models;

std::string scenario(const std::string& components,
                     const std::string& alternative = "platform: aws-lambda, memory: 512 MiB") {
  return "period: {start: 2026-11-01, length: 1 h}\nworkload: {rate: 1/s}\napplication:\n  memory_used: 100 "
         "MiB\n"
         "  components:\n" +
         components + "alternatives: [{" + alternative + "}]\n";
}

std::string problems(const std::string& text) {
  const InFolder folder;
  folder.write("shop.yaml", text);
  return render(load_experiment("shop.yaml", models()).diagnostics);
}

constexpr const char* shop =
    "    api: {duration: 10 ms, calls: [{to: orders}, {parallel: [{to: price, times: 6, at_once: 3}, {to: "
    "mail, wait: "
    "no, probability: 50 %}]}]}\n"
    "    orders: {duration: 20 ms, memory_used: 200 MiB, calls: [{to: price}]}\n"
    "    price: {duration: 5 ms}\n"
    "    mail: {duration: 100 ms, cpu_share: 10 %}\n";

TEST(Components, calls_are_read_with_their_steps_and_shared_values_are_inherited) {
  const Experiment made = experiment_of(scenario(shop));
  const auto& components = made.scenario.components;
  ASSERT_EQ(components.size(), 4U);
  EXPECT_EQ(components[0].calls, (std::vector<Call>{{1, 0, 1, 1, 1, true, false},
                                                    {2, 1, 1, 6, 3, true, false, StepKind::parallel},
                                                    {3, 1, 0.5, 1, 1, false, false, StepKind::parallel}}));
  EXPECT_EQ(components[0].application.memory_used, mebibytes(100));
  EXPECT_EQ(components[1].application.memory_used, mebibytes(200));
  EXPECT_EQ(components[3].application.cpu_share, 0.1);
}

TEST(Components, expected_calls_and_depth_follow_from_the_graph) {
  const Experiment made = experiment_of(scenario(shop));
  ASSERT_TRUE(made.model.calls.has_value());
  const CallAnalysis& analysis = *made.model.calls;
  EXPECT_EQ(analysis.calls, (std::vector<double>{1, 1, 7, 0.5}));
  EXPECT_EQ(analysis.messages, 0.5);
  EXPECT_EQ(analysis.depth, (std::vector<std::uint32_t>{1, 2, 3, 2}));
}

constexpr const char* order =
    "    order:\n"
    "      workflow: yes\n"
    "      calls:\n"
    "        - parallel: [{to: stock, retries: 2, backoff: 3 s}, [{to: score}, {choice: [{to: review, "
    "probability: "
    "10 %}, {to: approve}]}]]\n"
    "        - {to: pay, timeout: 5 s, on_error: [{to: release}]}\n"
    "        - {steps: [{to: stock}, {to: score}], again: 25 %, at_most: 4}\n"
    "    stock: {duration: 10 ms, memory_used: 200 MiB}\n"
    "    score: {duration: 5 ms}\n"
    "    review: {duration: 5 ms}\n"
    "    approve: {duration: 5 ms}\n"
    "    pay: {duration: 5 ms}\n"
    "    release: {duration: 5 ms}\n";

TEST(Components, parts_of_a_workflow_become_groups_behind_the_components) {
  const Experiment made = experiment_of(scenario(order));
  const auto& components = made.scenario.components;
  ASSERT_EQ(components.size(), 10U);
  EXPECT_EQ(components[0].kind, ComponentKind::workflow);
  for (std::size_t i = 7; i < 10; ++i) {
    EXPECT_EQ(components[i].kind, ComponentKind::group);
    EXPECT_EQ(components[i].owner, 0U);
  }
  const std::vector<Call>& calls = components[0].calls;
  ASSERT_EQ(calls.size(), 5U);
  EXPECT_EQ(calls[0].kind, StepKind::parallel);
  EXPECT_EQ(calls[0].retries, 2U);
  EXPECT_EQ(calls[0].backoff, std::chrono::seconds(3));
  EXPECT_EQ(calls[1].to, 7U);
  EXPECT_EQ(calls[2].timeout, std::chrono::seconds(5));
  EXPECT_TRUE(calls[3].is_after_error);
  EXPECT_EQ(calls[4].again, 0.25);
  EXPECT_EQ(calls[4].times, 4U);
  const std::vector<Call>& choice = components[7].calls;
  ASSERT_EQ(choice.size(), 3U);
  EXPECT_EQ(choice[1].probability, 0.1);
  EXPECT_EQ(choice[2].probability, 0.9);
  EXPECT_EQ(choice[2].chosen_from, 0.1);
  // 1 + 1/4 + 1/16 + 1/64 rounds.
  EXPECT_EQ(made.model.calls->calls,
            (std::vector<double>{1, 2.328125, 2.328125, 0.1, 0.9, 1, 0, 1, 0, 1.328125}));
}

TEST(Components, expected_calls_count_retries_and_what_is_called_after_errors) {
  const Experiment made =
      experiment_of(scenario("    m: {duration: 1 ms, calls: [{to: a, retries: 2, on_error: [{to: u}]}, {to: "
                             "b, times: 2}, {to: c}]}\n"
                             "    a: {duration: 1 ms, failures: 50 %}\n"
                             "    u: {duration: 1 ms}\n"
                             "    b: {duration: 1 ms, failures: 20 %}\n"
                             "    c: {duration: 1 ms}\n"));
  const std::vector<double>& calls = made.model.calls->calls;
  EXPECT_DOUBLE_EQ(calls[1], 1 + 0.5 + 0.25);
  EXPECT_DOUBLE_EQ(calls[2], 0.125);
  EXPECT_DOUBLE_EQ(calls[3], 1 + 0.8);  // the second is not made after the first has failed
  EXPECT_DOUBLE_EQ(calls[4], 0.8 * 0.8);
}

TEST(Components, of_a_choice_only_the_last_may_leave_out_its_probability) {
  EXPECT_EQ(problems(scenario("    m: {duration: 1 ms, calls: [{choice: [{to: a}, {to: b}]}]}\n"
                              "    a: {duration: 1 ms}\n"
                              "    b: {duration: 1 ms}\n")),
            R"(shop.yaml:6:43: error: which of them is made needs a probability
  6 |     m: {duration: 1 ms, calls: [{choice: [{to: a}, {to: b}]}]}
    |                                           ^
hint: write probability: 30 %; only the last may leave it out
)");
}

TEST(Components, workflow_runs_at_the_usual_orchestrator_or_the_one_that_is_named) {
  const Experiment usual = experiment_of(scenario(order));
  const CompiledAlternative& made = usual.model.alternatives[0];
  ASSERT_EQ(made.components.size(), 7U);
  EXPECT_EQ(made.components[0].platform, "aws-step-functions");
  EXPECT_EQ(made.components[1].platform, "aws-lambda");
  EXPECT_EQ(made.platform, "aws-lambda");
  EXPECT_EQ(made.size, "6 x (512 MiB, 0.289 vCPU), 1 workflow");
  const Experiment express =
      experiment_of(scenario(order,
                             "platform: aws-lambda, memory: 512 MiB, components: {order: {platform: "
                             "aws-step-functions-express}}"));
  EXPECT_EQ(express.model.alternatives[0].components[0].platform, "aws-step-functions-express");
}

TEST(Components, graph_is_written_for_graphviz) {
  const Experiment made = experiment_of(scenario(shop));
  EXPECT_EQ(write_dot(made.scenario.components, *made.model.calls), R"(digraph G {
rankdir=LR;
node [fontname="sans-serif"];
edge [fontname="sans-serif"];
0[shape=doubleoctagon, label="api
10 ms, 1 a request"];
1[shape=box, label="orders
20 ms, 1 a request"];
2[shape=box, label="price
5 ms, 7 a request"];
3[shape=box, label="mail
100 ms, 0.5 a request"];
0->1 [label=""];
0->2 [label="6 times, 3 at once"];
0->3 [label="50 %", style=dashed];
1->2 [label=""];
}
)");
}

TEST(Components, cycle_is_shown_where_it_closes_and_where_it_leads) {
  EXPECT_EQ(problems(scenario("    a: {duration: 1 ms, calls: [{to: b}]}\n"
                              "    b: {duration: 1 ms, calls: [{to: c}]}\n"
                              "    c: {duration: 1 ms, calls: [{to: b}]}\n")),
            R"(shop.yaml:8:38: error: this call leads back to "b", without an end
  8 |     c: {duration: 1 ms, calls: [{to: b}]}
    |                                      ^
hint: "b" is at line 7; repetitions are written as times: N
)");
}

TEST(Components, component_that_no_request_reaches_is_an_error) {
  EXPECT_EQ(problems(scenario("    a: {duration: 1 ms}\n    b: {duration: 1 ms}\n")),
            R"(shop.yaml:7:5: error: no request reaches "b"
  7 |     b: {duration: 1 ms}
    |     ^
hint: the first component, "a" at line 6, takes the requests; others are called
)");
}

TEST(Components, calls_without_number_are_refused_however_improbable) {
  std::string text;
  for (int i = 0; i < 4; ++i)
    text += "    c" + std::to_string(i) + ": {duration: 1 ms, calls: [{to: c" + std::to_string(i + 1) +
            ", times: 1000, probability: 0.1 %}]}\n";
  EXPECT_EQ(problems(scenario(text + "    c4: {duration: 1 ms}\n")),
            R"(shop.yaml:10:5: error: one request may call "c4" 1e+12 times
  10 |     c4: {duration: 1 ms}
     |     ^~
hint: the most is 1,000,000,000, however improbable
)");
}

TEST(Components, names_are_safe_in_graphs) {
  const Experiment made = experiment_of(scenario(R"(    "a\\\"q": {duration: 1 ms, calls: [{to: "<b>&\\"}]}
    "<b>&\\": {duration: 1 ms}
)"));
  const std::string dot = write_dot(made.scenario.components, *made.model.calls);
  EXPECT_NE(dot.find(R"(label="a\\\"q)"), std::string::npos) << dot;
  EXPECT_NE(write_graphml(made.scenario.components, *made.model.calls).find("&lt;b&gt;&amp;"),
            std::string::npos);
}

TEST(Components, memory_has_to_suffice_for_each_component_where_it_runs) {
  const std::string big =
      "    a: {duration: 1 ms, calls: [{to: b}]}\n    b: {duration: 1 ms, memory_used: 900 MiB}\n";
  EXPECT_EQ(
      problems(scenario(big, "platform: aws-lambda, memory: 512 MiB, components: {b: {memory: 1 GiB}}")), "");
  EXPECT_EQ(problems(scenario(big)),
            R"(shop.yaml:8:47: error: the application uses 900 MiB, more than the 512 MiB of this alternative
  8 | alternatives: [{platform: aws-lambda, memory: 512 MiB}]
    |                                               ^~~~~~~
)");
  EXPECT_EQ(
      problems(scenario(big, "platform: aws-lambda, memory: 1 GiB, components: {b: {memory: 512 MiB}}")),
      R"(shop.yaml:8:79: error: the application uses 900 MiB, more than the 512 MiB of this alternative
  8 | alternatives: [{platform: aws-lambda, memory: 1 GiB, components: {b: {memory: 512 MiB}}}]
    |                                                                               ^~~~~~~
)");
}

}  // namespace
}  // namespace isocost
