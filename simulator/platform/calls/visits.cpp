/// The part of the network that numbers visits and draws which calls they make.
#include "simulator/platform/calls/call_network.h"

namespace isocost {

/// From callers to those they call: a component's turn comes when all who call it are numbered.
void CallNetwork::number_visits() {
  std::vector<std::size_t> callers_left(graph_.components.size(), 0);
  for (const CallGraph::Component& one : graph_.components)
    for (const Call& call : one.calls) ++callers_left[call.to];
  std::vector<std::uint32_t> turn{0};
  visited_[0].visits_a_request = 1;
  for (std::size_t i = 0; i < turn.size(); ++i)
    for (const Call& call : graph_.components[turn[i]].calls) {
      Visited& called = visited_[call.to];
      visited_[turn[i]].first_visit.push_back(called.visits_a_request);
      called.visits_a_request += visited_[turn[i]].visits_a_request * call.times;
      if (--callers_left[call.to] == 0) turn.push_back(call.to);
    }
}

std::uint64_t CallNetwork::visit_of(std::uint32_t component, std::uint64_t visit, std::size_t call,
                                    std::uint32_t repetition) const {
  const Visited& caller = visited_[component];
  const Call& made = graph_.components[component].calls[call];
  const std::uint64_t request = visit / caller.visits_a_request;
  const std::uint64_t in_request = visit % caller.visits_a_request;
  return request * visited_[made.to].visits_a_request + caller.first_visit[call] + in_request * made.times +
         repetition;
}

/// The calls of a choice share a draw, that of its first.
bool CallNetwork::is_made(std::uint32_t component, std::size_t call, std::uint64_t visit) const {
  const auto& calls = graph_.components[component].calls;
  const Call& one = calls[call];
  if (one.probability >= 1 || one.is_after_error) return true;
  std::size_t deciding = call;
  if (one.kind == StepKind::choice)
    while (deciding > 0 && calls[deciding - 1].step == one.step) --deciding;
  const double drawn =
      to_unit_interval(random_bits(visited_[component].choices, visit * calls.size() + deciding));
  return drawn >= one.chosen_from && drawn < one.chosen_from + one.probability;
}

bool CallNetwork::is_repeated(std::uint32_t component, std::size_t call, std::uint64_t visit,
                              std::uint32_t repetition) const {
  const Call& one = graph_.components[component].calls[call];
  if (repetition >= one.times) return false;
  return one.again >= 1 ||
         to_unit_interval(random_bits(visited_[one.to].repetitions,
                                      visit_of(component, visit, call, repetition))) < one.again;
}

}  // namespace isocost
