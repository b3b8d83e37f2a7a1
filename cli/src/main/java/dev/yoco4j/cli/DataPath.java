package dev.yoco4j.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// One of the paths after `--data`, which takes as many words as follow: a mistyped option among
/// them is not a file.
final class DataPath implements ITypeConverter<Path> {
  @Override
  public Path convert(String value) {
    if (value.startsWith("--")) {
      throw new TypeConversionException(
          value + " is no option of this command (give ./" + value + " if it is a file)");
    }
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
