package dev.yoco4j.cli;

import dev.yoco4j.inference.context.ContextModel;
import dev.yoco4j.torch.LibTorch;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/// The one document of an evaluation (docs/formats/evaluation.md).
///
/// @param name of the evaluation
/// @param model what is measured, with its fingerprint
/// @param settings of the evaluation, its seed included
/// @param place where the model lies and what computes, which decide nothing but rounding
record EvaluationDocument(String name, ObjectNode model, ObjectNode settings, ObjectNode place) {
  private static final String SEED = "seed";

  static EvaluationDocument of(Evaluation evaluation, Path folder, LoadedModel loaded) {
    ContextModel identity = loaded.identity().get();
    ObjectNode model = Json.object();
    model.put("fingerprint", identity.fingerprint().hex());
    model.put("type", identity.type());
    model.put("parameters", identity.parameters());
    model.put("dtype", identity.dtype());
    model.put("weights", identity.weights());
    ObjectNode place = Json.object();
    place.put("folder", folder.toString());
    place.put("device", loaded.model().parameters().device().label());
    place.put("made_for_positions", loaded.model().config().maxPositions());
    ObjectNode settings = evaluation.settings(loaded);
    evaluation
        .seed()
        .ifPresentOrElse(seed -> settings.put(SEED, seed), () -> settings.putNull(SEED));
    return new EvaluationDocument(evaluation.name(), model, settings, place);
  }

  /// What decides the value of a cell.
  ObjectNode identity() {
    ObjectNode identity = Json.object();
    identity.put("evaluation", name);
    identity.set("model", model);
    identity.set("settings", settings);
    return identity;
  }

  /// The document as a whole.
  ObjectNode with(EvaluationReport report, Instant begun, Instant ended) {
    ObjectNode document = identity();
    ObjectNode described = model.deepCopy();
    described.setAll(place);
    document.set("model", described);
    ObjectNode own = settings.deepCopy();
    document.set("settings", own);
    document.set(SEED, own.remove(SEED));
    ObjectNode versions = document.putObject("versions");
    versions.put("yoco4j", Version.number());
    versions.put("commit", SourceCommit.ofThisTree());
    versions.put("jdk", Runtime.version().toString());
    versions.put("libtorch", LibTorch.version());
    document.put("begun", begun.toString());
    document.put("seconds", Duration.between(begun, ended).toMillis() / 1e3);
    document.set("results", report.results());
    return document;
  }
}
