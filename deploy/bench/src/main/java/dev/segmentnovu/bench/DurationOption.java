package dev.segmentnovu.bench;

import dev.segmentnovu.config.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A duration on the command line, written as in {@code relay.yaml}. */
final class DurationOption implements ITypeConverter<Duration> {

  @Override
  public Duration convert(String value) {
    return Durations.parse(value)
        .orElseThrow(
            () -> new TypeConversionException("'" + value + "' must read like 200ms, 5s or 1m"));
  }
}
