package dev.segmentnovu.bench;

import dev.segmentnovu.bench.plan.Sweep;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The varied option and its values, on the command line. */
final class SweepOption implements ITypeConverter<Sweep> {

  @Override
  public Sweep convert(String value) {
    try {
      return Sweep.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
