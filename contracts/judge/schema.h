// A JSON Schema (draft 7), compiled, and its verdict on values: valijson's, over RapidJSON.
#pragma once

#include <rapidjson/document.h>

#include <memory>
#include <optional>
#include <string>

#include "worker/base/expected.h"

namespace valijson {
class Schema;
}

namespace sw::contracts {

class Schema {
 public:
  // The schema in `document`; an error text where it is none.
  static expected<Schema, std::string> compile(const rapidjson::Value& document);
  Schema(Schema&&) noexcept;
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  // What is wrong with `value`, in one line; none where it keeps the schema. Integers are judged as draft 7 has them
  // and not as they are written: 3.0 is one, and so is nothing beyond 64 bits (which valijson would read as negative).
  // Recurses as deep as `value` is: whoever read it has bounded that.
  std::optional<std::string> problem(const rapidjson::Value& value) const;

 private:
  explicit Schema(std::unique_ptr<valijson::Schema> schema);
  std::unique_ptr<valijson::Schema> schema_;
};

}  // namespace sw::contracts
