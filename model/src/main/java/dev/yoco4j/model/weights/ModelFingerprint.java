package dev.yoco4j.model.weights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.bytedeco.pytorch.global.torch.cat;

import dev.yoco4j.model.LanguageModel;
import dev.yoco4j.model.ModelConfig;
import dev.yoco4j.torch.Dims;
import dev.yoco4j.torch.NoGrad;
import dev.yoco4j.torch.Scope;
import dev.yoco4j.torch.TensorMemory;
import java.lang.foreign.MemorySegment;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/// Stands for a model: whether a saved past belongs to it shows without reading all of its weights.
///
/// SHA-256 over the configuration as `config.json` would have it, keys sorted and without what is
/// no part of the equations (lengths it was made for, begin and end tokens), and over each weight
/// in the order of names: name, dtype, sizes, and its bytes, or of a weight with more than 64 KiB
/// the first 4 KiB, the last 4 KiB and 14 stretches of 4 KiB evenly between them. The same for
/// weights in memory and mapped from files, on any device and for any number of threads.
///
/// Training or fine-tuning a weight, rounding it to another dtype, and other equations for the same
/// weights show. What does not: a change to a few entries of a large weight that misses every
/// sample, such as to one row of the embedding; the tokenizer; the version of this program. It
/// guards against mistakes, not against someone who wants two models to look the same.
///
/// @param hex 64 hexadecimal digits, lower case
public record ModelFingerprint(String hex) {
  private static final int SAMPLES = 16;
  private static final long SAMPLE_BYTES = 4096;
  private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");
  private static final JsonMapper SORTED =
      JsonMapper.builder().enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED).build();

  /// Checks the digits.
  ///
  /// @throws IllegalArgumentException if they are not 64 hexadecimal digits
  public ModelFingerprint {
    if (!HEX.matcher(hex).matches()) {
      throw new IllegalArgumentException("a fingerprint must be 64 hexadecimal digits, was " + hex);
    }
  }

  /// The fingerprint of a model as it is now.
  ///
  /// @param model the model; samples of weights on a device are copied to the host
  /// @return its fingerprint
  /// @throws IllegalArgumentException if `config.json` has no words for the model's shape
  public static ModelFingerprint of(LanguageModel model) {
    return of(model.config(), model.parameters().tensors());
  }

  /// The fingerprint of a model as it is stored, whatever it is run in.
  ///
  /// @param folder open; of each weight only the samples are read where files can be mapped
  /// @return its fingerprint
  /// @throws IllegalArgumentException if `config.json` has no words for the model's shape
  public static ModelFingerprint of(ModelFolder folder) {
    StoredTensors stored = folder.tensors();
    return of(folder.config().model(), stored.names(), stored::map);
  }

  static ModelFingerprint of(ModelConfig config, Map<String, Tensor> weights) {
    return of(config, new TreeSet<>(weights.keySet()), weights::get);
  }

  private static ModelFingerprint of(
      ModelConfig config, SortedSet<String> names, Function<String, Tensor> weights) {
    MessageDigest digest = sha256();
    add(digest, SORTED.writeValueAsString(ConfigJson.write(equations(config))));
    for (String name : names) {
      try (NoGrad _ = NoGrad.open();
          Scope _ = Scope.open()) {
        add(digest, name, weights.apply(name));
      }
    }
    return new ModelFingerprint(HexFormat.of().formatHex(digest.digest()));
  }

  /// The first digits, for messages.
  ///
  /// @return 12 digits
  public String brief() {
    return hex.substring(0, 12);
  }

  private static FolderConfig equations(ModelConfig config) {
    return new FolderConfig(config.withMaxPositions(1), OptionalInt.empty(), OptionalInt.empty());
  }

  private static void add(MessageDigest digest, String name, Tensor weight) {
    try (Scope _ = Scope.open()) {
      add(digest, name + " " + weight.scalar_type().intern() + " " + Dims.sizesOf(weight));
      Tensor flat = weight.detach().contiguous().view(-1);
      if (flat.nbytes() <= SAMPLES * SAMPLE_BYTES) {
        digest.update(TensorMemory.bytes(flat.cpu()).asByteBuffer());
      } else if (flat.is_cpu()) {
        addSamples(digest, flat);
      } else {
        digest.update(TensorMemory.bytes(samples(flat).cpu()).asByteBuffer());
      }
    }
  }

  private static void addSamples(MessageDigest digest, Tensor flat) {
    MemorySegment bytes = TensorMemory.bytes(flat);
    for (long start : starts(flat)) {
      digest.update(bytes.asSlice(start * flat.element_size(), SAMPLE_BYTES).asByteBuffer());
    }
  }

  /// The samples in one tensor, for one copy to the host instead of many.
  static Tensor samples(Tensor flat) {
    TensorVector stretches = new TensorVector();
    for (long start : starts(flat)) {
      stretches.push_back(flat.narrow(0, start, SAMPLE_BYTES / flat.element_size()));
    }
    return cat(stretches);
  }

  /// The first element of each sample.
  private static long[] starts(Tensor flat) {
    long last = flat.numel() - SAMPLE_BYTES / flat.element_size();
    return LongStream.range(0, SAMPLES).map(i -> last * i / (SAMPLES - 1)).toArray();
  }

  /// Text with its length before it, so that two texts are not another two.
  private static void add(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.update((bytes.length + ":").getBytes(UTF_8));
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
