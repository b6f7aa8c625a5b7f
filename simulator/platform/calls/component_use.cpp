#include "simulator/platform/calls/component_use.h"

#include <initializer_list>

namespace isocost {

ComponentUse& ComponentUse::operator+=(const ComponentUse& other) {
  calls += other.calls;
  errors += other.errors;
  cold += other.cold;
  handler += other.handler;
  waiting += other.waiting;
  critical += other.critical;
  messages += other.messages;
  lost += other.lost;
  states += other.states;
  useful += other.useful;
  return *this;
}

ComponentUse& ComponentUse::operator*=(double times) {
  for (double* const figure :
       {&calls, &errors, &cold, &handler, &waiting, &critical, &messages, &lost, &states, &useful})
    *figure *= times;
  return *this;
}

}  // namespace isocost
