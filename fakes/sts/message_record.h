// What a record says of an event that came.
#pragma once

#include "contracts/messages.h"
#include "fakes/sts/output.h"

namespace sw::fakes::sts {

Record record_of(Timestamp now, ConnectionId connection, const contracts::WorkerMessage& message);

}  // namespace sw::fakes::sts
