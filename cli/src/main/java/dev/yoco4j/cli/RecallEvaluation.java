package dev.yoco4j.cli;

import dev.yoco4j.cli.report.Pictures;
import dev.yoco4j.cli.report.RecallMap;
import dev.yoco4j.cli.report.RecallText;
import dev.yoco4j.evaluation.EvaluationListener;
import dev.yoco4j.evaluation.FinishedCells;
import dev.yoco4j.evaluation.synthetic.RecallCell;
import dev.yoco4j.evaluation.synthetic.RecallConfig;
import dev.yoco4j.evaluation.synthetic.RecallRun;
import java.util.List;
import java.util.OptionalLong;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a model recalls of held-out pairs.
///
/// @param config what is asked
record RecallEvaluation(RecallConfig config) implements Evaluation {
  @Override
  public String name() {
    return "recall";
  }

  @Override
  public ObjectNode settings(LoadedModel model) {
    ObjectNode settings = Json.object();
    ArrayNode lengths = settings.putArray("lengths");
    config.lengths().forEach(lengths::add);
    settings.put("depths", config.depths());
    settings.put("trials", config.trials());
    settings.put("pairs", config.pairs());
    return settings;
  }

  @Override
  public OptionalLong seed() {
    return OptionalLong.of(config.seed());
  }

  @Override
  public EvaluationReport run(
      LoadedModel loaded, EvaluationListener listener, FinishedCells cells) {
    List<RecallCell> recalled =
        new RecallRun(loaded.model(), loaded.tokenizer(), config, listener, cells).run();
    return new EvaluationReport(
        json(recalled),
        RecallText.of(config.lengths(), config.depths(), recalled),
        Pictures.draw(() -> RecallMap.draw(config, recalled)));
  }

  private List<RecallCell> column(List<RecallCell> cells, int column) {
    return cells.subList(column * config.depths(), (column + 1) * config.depths());
  }

  private ObjectNode json(List<RecallCell> cells) {
    ObjectNode results = Json.object();
    ArrayNode lengths = results.putArray("by_length");
    for (int column = 0; column < config.lengths().size(); column++) {
      List<RecallCell> own = column(cells, column);
      lengths
          .addObject()
          .put("length", config.lengths().get(column))
          .put("accuracy", RecallText.mean(own));
    }
    ArrayNode all = results.putArray("cells");
    for (RecallCell cell : cells) {
      all.addObject()
          .put("length", cell.length())
          .put("depth", cell.depth())
          .put("trials", cell.trials())
          .put("exact", cell.exact())
          .put("accuracy", cell.accuracy())
          .put("nats_per_answer", cell.nats() / cell.trials());
    }
    return results;
  }
}
