package dev.segmentnovu.relay;

import dev.segmentnovu.relay.bench.Vary;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What is varied, on the command line. */
final class VaryOption implements ITypeConverter<Vary> {

  @Override
  public Vary convert(String value) {
    try {
      return Vary.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
