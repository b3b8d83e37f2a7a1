package dev.yoco4j.cli;

import dev.yoco4j.benchmark.context.ContextResults;
import dev.yoco4j.benchmark.context.ContextRow;
import dev.yoco4j.benchmark.inference.Spread;
import dev.yoco4j.cli.report.BenchMachine;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What saving and restoring takes, for scripts; the keys of a row are a promise.
final class BenchContextJson {
  private BenchContextJson() {}

  static ObjectNode of(BenchMachine machine, ContextResults results) {
    ObjectNode document = Json.object();
    document.set("machine", BenchMachines.json(machine));
    ObjectNode settings = document.putObject("settings");
    settings.put("device", results.plan().device().label());
    settings.put("dtype", results.plan().precision().label());
    settings.put("kv_dtype", results.plan().format().label());
    settings.put("repetitions", results.plan().repetitions());
    results.bus().ifPresent(rate -> document.put("bus_bytes_per_second", rate));
    ArrayNode rows = document.putArray("rows");
    results.rows().forEach(row -> rows.add(row(row)));
    return document;
  }

  private static ObjectNode row(ContextRow row) {
    ObjectNode node = Json.object();
    node.put("model", row.model());
    node.put("length", row.length());
    node.put("bytes", row.bytes());
    node.put("prefill_seconds", row.prefill());
    spread(node, "save_seconds", row.save());
    spread(node, "restore_seconds", row.restore());
    spread(node, "next_seconds", row.next());
    node.put("restored_bytes_per_second", row.restoredPerSecond());
    return node;
  }

  private static void spread(ObjectNode node, String name, Spread spread) {
    node.put(name, spread.median());
    node.put(name + "_least", spread.least());
    node.put(name + "_greatest", spread.greatest());
  }
}
