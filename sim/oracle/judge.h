// All oracles and the wire reader that feeds them, as one observer of one run.
#pragma once

#include <memory>
#include <vector>

#include "sim/oracle/oracle.h"
#include "sim/oracle/wire_reader.h"
#include "sim/trace/observation.h"

namespace sw::sim {

class Judge final : public Observer {
 public:
  // `scenario` outlives the judge. `behind`, which may be null, sees everything as well, the wire's messages included.
  explicit Judge(const Scenario& scenario, Observer* behind = nullptr);

  void on(Timestamp now, const Observation& observation) override;
  // Once, when the run is over.
  const Verdict& conclude(const RunEnd& end);

 private:
  // Takes what the wire reader reads back into the stream of observations.
  class Wire final : public Observer {
   public:
    explicit Wire(Judge& judge) : judge_(judge) {}
    void on(Timestamp now, const Observation& observation) override { judge_.pass(now, observation); }

   private:
    Judge& judge_;
  };
  void pass(Timestamp now, const Observation& observation);

  Observer* behind_;
  Verdict verdict_;
  Wire wire_{*this};
  WireReader reader_{wire_};
  std::vector<std::unique_ptr<Oracle>> oracles_;
};

}  // namespace sw::sim
