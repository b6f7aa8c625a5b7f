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
                                                    {2, 1, 1, 6, 3, true, false},
                                                    {3, 1, 0.5, 1, 1, false, false}}));
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
