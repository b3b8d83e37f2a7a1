package dev.yoco4j.cli;

import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.accounting.MemoryPlan;
import dev.yoco4j.model.accounting.MemoryUse;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.accounting.WeightBytes;
import tools.jackson.databind.node.ObjectNode;

/// One model's plan for a context and a memory.
///
/// @param name what the user knows it by
/// @param plan its shape, formats and batch
/// @param context positions of each sequence
/// @param memory bytes for everything
record PlannedModel(String name, MemoryPlan plan, long context, long memory) {
  ModelConfig config() {
    return plan.config();
  }

  long parameters() {
    return ParameterCount.of(config()).total();
  }

  MemoryUse use() {
    return plan.at(context);
  }

  boolean fits() {
    return use().total() <= memory;
  }

  long longestContext() {
    return plan.longestContext(memory);
  }

  PlannedModel withPlan(MemoryPlan other) {
    return new PlannedModel(name, other, context, memory);
  }

  ObjectNode document() {
    MemoryUse use = use();
    ObjectNode document = Json.object();
    document.put("name", name);
    document.put("parameters", parameters());
    document.put("bytes_per_token", plan.past().perToken());
    document.put("weight_bytes", use.weights());
    document.set("weight_bytes_by_part", parts());
    document.put("kv_bytes", use.keyValues());
    document.put("kv_room_bytes", use.room());
    document.put("state_bytes", use.states());
    document.put("activation_bytes", use.activations());
    document.put("total_bytes", use.total());
    document.put("prefill_segment", plan.prefillSegment());
    document.put("longest_context", longestContext());
    document.put("fits", fits());
    return document;
  }

  private ObjectNode parts() {
    WeightBytes bytes = plan.weights();
    ObjectNode parts = Json.object();
    parts.put("embedding", bytes.embedding());
    parts.put("lower_half", bytes.lowerHalf());
    parts.put("upper_half", bytes.upperHalf());
    parts.put("norms", bytes.norms());
    parts.put("output", bytes.output());
    return parts;
  }
}
