package dev.yoco4j.cli;

import dev.yoco4j.cli.report.Quantities;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.model.TransformerConfig;
import dev.yoco4j.model.YocoConfig;
import dev.yoco4j.model.accounting.ParameterCount;
import dev.yoco4j.model.accounting.PastBytes;
import dev.yoco4j.model.selfdecoder.SelfMixerConfig;
import dev.yoco4j.model.weights.ConfigJson;
import dev.yoco4j.model.weights.FolderConfig;
import dev.yoco4j.model.weights.ModelFolder;
import dev.yoco4j.torch.Precision;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/// `yoco info`: what a model folder holds.
@Command(
    name = "info",
    description = "Show what a model folder holds: shape, parameters, bytes per token.")
final class InfoCommand implements Runnable {
  @Option(names = "--model", required = true, paramLabel = "DIR", description = "The model folder.")
  private Path model = Path.of("");

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public void run() {
    try (ModelFolder folder = ModelFolder.open(model)) {
      FolderConfig config = folder.config();
      Precision precision = folder.precision();
      ParameterCount count = ParameterCount.of(config.model());
      PastBytes bytes = PastBytes.of(config.model(), precision);
      if (json) {
        Json.print(document(config, precision, count, bytes));
      } else {
        print(folder, count, bytes);
      }
    }
  }

  private static ObjectNode document(
      FolderConfig config, Precision precision, ParameterCount count, PastBytes bytes) {
    ObjectNode document = Json.object();
    document.put("architecture", architecture(config.model()));
    document.put("layers", config.model().layers());
    document.put("parameters", count.total());
    document.put("parameters_without_embeddings", count.matrices());
    document.put("dtype", precision.label());
    document.put("weight_bytes", count.total() * precision.bytes());
    document.put("bytes_per_token", bytes.perToken());
    document.put("self_decoder_state_bytes", bytes.constant());
    document.set("config", ConfigJson.write(config));
    return document;
  }

  private static void print(ModelFolder folder, ParameterCount count, PastBytes bytes) {
    ModelConfig config = folder.config().model();
    System.out.println("folder                " + folder.path());
    System.out.println("architecture          " + architecture(config));
    System.out.println("layers                " + layers(config));
    System.out.printf(
        "parameters            %,d (%,d without embeddings and norms)%n",
        count.total(), count.matrices());
    System.out.println("dtype                 " + folder.precision().label());
    System.out.println(
        "weights               " + Quantities.bytes(count.total() * folder.precision().bytes()));
    System.out.println(
        "context               " + Quantities.bytes(bytes.perToken()) + " per token");
    System.out.println(
        "self-decoder state    " + Quantities.bytes(bytes.constant()) + " per sequence");
  }

  static String architecture(ModelConfig config) {
    return switch (config) {
      case YocoConfig yoco ->
          switch (yoco.selfMixer()) {
            case SelfMixerConfig.GatedRetention _ -> "yoco, gated retention";
            case SelfMixerConfig.SlidingWindow window ->
                "yoco, sliding window of " + window.window();
          };
      case TransformerConfig _ -> "transformer";
    };
  }

  private static String layers(ModelConfig config) {
    return switch (config) {
      case YocoConfig yoco ->
          "%d self-decoder and %d cross-decoder, width %d"
              .formatted(yoco.selfLayers(), yoco.crossLayers(), yoco.width());
      case TransformerConfig transformer ->
          "%d, width %d".formatted(transformer.layers(), transformer.width());
    };
  }
}
