package dev.yoco4j.torch.safetensors;

import dev.yoco4j.torch.AtomicFiles;
import dev.yoco4j.torch.CorruptFileException;
import dev.yoco4j.torch.safetensors.SafetensorsFile.Entry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;

/// The tensors of a model folder, as one set of names.
///
/// They are in `model.safetensors`, or in several files with `model.safetensors.index.json` beside
/// them; where both are there the single file counts, as for Hugging Face's loaders. Format:
/// `docs/formats/safetensors.md`. Tensors that are returned belong to the caller's scope, if one is
/// open.
public final class TensorFolder implements AutoCloseable {
  static final String SINGLE_FILE_NAME = "model.safetensors";

  private final Path folder;
  private final SortedMap<String, SafetensorsFile> shards = new TreeMap<>();
  private final NavigableMap<String, SafetensorsFile> shardOf = new TreeMap<>();

  private TensorFolder(Path folder) {
    this.folder = folder;
  }

  /// Opens a folder.
  ///
  /// @param folder the folder
  /// @return the open folder
  /// @throws CorruptFileException if a file is not valid, or if the index and the files disagree
  /// @throws UncheckedIOException if the folder holds no tensors, or a file cannot be read
  public static TensorFolder open(Path folder) {
    TensorFolder open = new TensorFolder(folder);
    try {
      if (Files.exists(folder.resolve(SINGLE_FILE_NAME))) {
        open.addSingle();
      } else if (Files.exists(folder.resolve(ShardIndex.FILE_NAME))) {
        open.addShards(folder.resolve(ShardIndex.FILE_NAME));
      } else {
        String what = "neither %s nor %s".formatted(SINGLE_FILE_NAME, ShardIndex.FILE_NAME);
        throw new UncheckedIOException(
            folder + " has " + what, new NoSuchFileException(folder.toString(), null, what));
      }
      return open;
    } catch (Throwable e) {
      open.close();
      throw e;
    }
  }

  /// Writes tensors into a folder, which then holds these and no others.
  ///
  /// The files that make the new set visible come last, and those of an older set are removed only
  /// then: whenever the writing ends early, the folder loads as before or, if it held nothing, not
  /// at all.
  ///
  /// @param folder the folder, created if it is not there; nothing else may write to it meanwhile
  /// @param tensors the tensors by name, with any strides and on any device
  /// @param maxShardBytes the most bytes of tensors for one file, at least 1; a larger tensor gets
  ///   a file of its own
  /// @throws IllegalArgumentException if a tensor has a type or layout that the format cannot hold
  /// @throws UncheckedIOException if it cannot be written
  public static void write(Path folder, Map<String, Tensor> tensors, long maxShardBytes) {
    if (maxShardBytes < 1) {
      throw new IllegalArgumentException("maxShardBytes must be at least 1, was " + maxShardBytes);
    }
    try {
      Files.createDirectories(folder);
      ShardWriting.write(folder, new TreeMap<>(tensors), maxShardBytes);
      AtomicFiles.syncFolder(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + folder + ": " + e.getMessage(), e);
    }
  }

  /// The names of the tensors of all files.
  ///
  /// @return the names in their natural order
  public SortedSet<String> names() {
    return Collections.unmodifiableSortedSet(shardOf.navigableKeySet());
  }

  /// What a header says of a tensor.
  ///
  /// @param name its name
  /// @return its entry, with offsets in its own file
  /// @throws IllegalArgumentException if the folder has no tensor of that name
  public Entry entry(String name) {
    return shardOf(name).entry(name);
  }

  /// Reads a tensor into memory of its own, as [SafetensorsFile#read(String)].
  ///
  /// @param name its name
  /// @return a contiguous tensor on the CPU, which stays when the folder is closed
  /// @throws IllegalArgumentException if the folder has no tensor of that name
  /// @throws IllegalStateException if the folder is closed
  public Tensor read(String name) {
    return shardOf(name).read(name);
  }

  /// Shows a tensor where it lies in a mapped file, as [SafetensorsFile#map(String)]: the folder
  /// must stay open as long as the tensor is in use.
  ///
  /// @param name its name
  /// @return a contiguous tensor on the CPU, for reading only
  /// @throws IllegalArgumentException if the folder has no tensor of that name
  /// @throws IllegalStateException if the folder is closed
  public Tensor map(String name) {
    return shardOf(name).map(name);
  }

  /// Unmaps all files. Tensors from [#map(String)] must not be touched afterwards.
  @Override
  public void close() {
    shards.values().forEach(SafetensorsFile::close);
  }

  private SafetensorsFile shardOf(String name) {
    SafetensorsFile shard = shardOf.get(name);
    if (shard == null) {
      throw new IllegalArgumentException(folder + " has no tensor '" + name + "'");
    }
    return shard;
  }

  private void addSingle() {
    SafetensorsFile file = SafetensorsFile.open(folder.resolve(SINGLE_FILE_NAME));
    shards.put(SINGLE_FILE_NAME, file);
    file.names().forEach(name -> shardOf.put(name, file));
  }

  private void addShards(Path indexFile) {
    ShardIndex index = ShardIndex.read(indexFile);
    index
        .shardOf()
        .forEach((name, shardName) -> {
          SafetensorsFile shard =
              shards.computeIfAbsent(shardName, _ -> openShard(indexFile, shardName));
          if (!shard.names().contains(name)) {
            throw new CorruptFileException(
                indexFile, "tensor '%s' is not in %s".formatted(name, shardName));
          }
          shardOf.put(name, shard);
        });
    shards.forEach((shardName, shard) -> {
      for (String name : shard.names()) {
        if (!shardName.equals(index.shardOf().get(name))) {
          throw new CorruptFileException(
              indexFile, "tensor '%s' of %s is not in the index".formatted(name, shardName));
        }
      }
    });
  }

  private SafetensorsFile openShard(Path indexFile, String shardName) {
    Path shard = folder.resolve(shardName);
    if (!Files.exists(shard)) {
      throw new CorruptFileException(indexFile, "the shard " + shardName + " is missing");
    }
    return SafetensorsFile.open(shard);
  }
}
