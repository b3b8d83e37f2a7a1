package dev.yoco4j.torch.safetensors;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.pytorch.Tensor;

/// The order in which a folder is written, so that no moment of it would load wrongly.
///
/// 1. Shards, under names that no file has: an older index never leads to a newer shard.
/// 2. `model.safetensors`, or the index: one rename, which makes the new set the one that loads.
/// 3. The other layout is removed: the index first, and `model.safetensors`, which hides an index.
/// 4. Shards that no index names are removed.
final class ShardWriting {
  /// A shard, or what a killed writer left of a file.
  private static final Pattern OURS =
      Pattern.compile("model(-\\d+)?-\\d{5,}-of-\\d{5,}\\.safetensors|\\.model[\\w.-]*\\.tmp");

  private ShardWriting() {}

  static void write(Path folder, SortedMap<String, Tensor> tensors, long maxShardBytes)
      throws IOException {
    List<Map<String, Tensor>> shards = split(tensors, maxShardBytes);
    Path single = folder.resolve(TensorFolder.SINGLE_FILE_NAME);
    Path index = folder.resolve(ShardIndex.FILE_NAME);
    if (shards.size() <= 1) {
      SafetensorsWriter.write(single, tensors);
      Files.deleteIfExists(index);
      removeShards(folder, Set.of());
    } else {
      List<String> names = freeNames(folder, shards.size());
      writeShards(folder, names, shards);
      SortedMap<String, String> shardOf = new TreeMap<>();
      for (int i = 0; i < shards.size(); i++) {
        String shardName = names.get(i);
        shards.get(i).keySet().forEach(name -> shardOf.put(name, shardName));
      }
      new ShardIndex(shardOf).write(index, bytes(tensors));
      Files.deleteIfExists(single);
      removeShards(folder, new HashSet<>(names));
    }
  }

  /// Writes all or leaves none: what a full disk does not need is half a model.
  private static void writeShards(
      Path folder, List<String> names, List<Map<String, Tensor>> shards) {
    try {
      for (int i = 0; i < shards.size(); i++) {
        SafetensorsWriter.write(folder.resolve(names.get(i)), shards.get(i));
      }
    } catch (Throwable failure) {
      for (String name : names) {
        try {
          Files.deleteIfExists(folder.resolve(name));
        } catch (IOException e) {
          failure.addSuppressed(e);
        }
      }
      throw failure;
    }
  }

  private static List<Map<String, Tensor>> split(
      SortedMap<String, Tensor> tensors, long maxShardBytes) {
    List<Map<String, Tensor>> shards = new ArrayList<>();
    long bytes = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      long more = SafetensorsWriter.bytes(named.getKey(), named.getValue());
      if (shards.isEmpty() || bytes + more > maxShardBytes) {
        shards.add(new LinkedHashMap<>());
        bytes = 0;
      }
      shards.getLast().put(named.getKey(), named.getValue());
      bytes += more;
    }
    return shards;
  }

  /// `model-00001-of-00003.safetensors` and so on; `model-2-00001-...` if one of these exists.
  private static List<String> freeNames(Path folder, int count) {
    for (int attempt = 1; ; attempt++) {
      String prefix = attempt == 1 ? "model" : "model-" + attempt;
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        names.add("%s-%05d-of-%05d.safetensors".formatted(prefix, i, count));
      }
      if (names.stream().noneMatch(name -> Files.exists(folder.resolve(name)))) {
        return names;
      }
    }
  }

  private static long bytes(Map<String, Tensor> tensors) {
    long bytes = 0;
    for (Map.Entry<String, Tensor> named : tensors.entrySet()) {
      bytes += SafetensorsWriter.bytes(named.getKey(), named.getValue());
    }
    return bytes;
  }

  private static void removeShards(Path folder, Set<String> except) throws IOException {
    List<Path> stale;
    try (Stream<Path> files = Files.list(folder)) {
      stale = files.filter(f -> isOurs(f) && !except.contains(nameOf(f))).toList();
    }
    for (Path shard : stale) {
      Files.delete(shard);
    }
  }

  private static boolean isOurs(Path file) {
    return OURS.matcher(nameOf(file)).matches();
  }

  private static String nameOf(Path file) {
    return String.valueOf(file.getFileName());
  }
}
