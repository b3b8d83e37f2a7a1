package dev.yoco4j.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Numbers with a suffix, as people write lengths and memory: K is 1024, M is 1024^2, G is 1024^3
/// and T is 1024^4.
final class Amount {
  private static final Pattern WRITTEN =
      Pattern.compile(
          "(\\d{1,18}(?:\\.\\d{1,6})?) ?(?:([kmgt])(ib)?|b)?", Pattern.CASE_INSENSITIVE);

  private static final String SUFFIXES = "KMGT";

  private Amount() {}

  /// A number of tokens: `1048576`, `64K`, `1M`.
  static final class Tokens implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      if (value.toLowerCase(Locale.ROOT).endsWith("b")) {
        throw wrong(value, "a number of tokens such as 4096, 64K or 1M (K is 1024, M is 1024^2)");
      }
      return read(value, "a number of tokens such as 4096, 64K or 1M (K is 1024, M is 1024^2)");
    }
  }

  /// A number of bytes: `1073741824`, `512MiB`, `1.5G`.
  static final class Bytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return read(value, "an amount of memory such as 512MiB, 16GiB or 1.5G (G is 1024^3 bytes)");
    }
  }

  private static long read(String value, String wanted) {
    Matcher written = WRITTEN.matcher(value.strip());
    if (!written.matches()) {
      throw wrong(value, wanted);
    }
    String suffix = written.group(2);
    int power = suffix == null ? 0 : SUFFIXES.indexOf(suffix.toUpperCase(Locale.ROOT)) + 1;
    try {
      return new BigDecimal(written.group(1))
          .multiply(BigDecimal.valueOf(1L << (10 * power)))
          .setScale(0, power == 0 ? RoundingMode.UNNECESSARY : RoundingMode.DOWN)
          .longValueExact();
    } catch (ArithmeticException e) {
      throw wrong(value, wanted);
    }
  }

  private static TypeConversionException wrong(String value, String wanted) {
    return new TypeConversionException("must be " + wanted + ", was " + value);
  }
}
