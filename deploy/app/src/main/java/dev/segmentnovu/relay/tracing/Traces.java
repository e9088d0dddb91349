package dev.segmentnovu.relay.tracing;

import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.telemetry.trace.Tracing;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The traces of this process. They are off unless a variable of OpenTelemetry names an exporter or
 * a collector; while they are off, no class of OpenTelemetry is loaded.
 */
public final class Traces implements AutoCloseable {

  private final Tracing tracing;
  private final Runnable close;

  Traces(Tracing tracing, Runnable close) {
    this.tracing = tracing;
    this.close = close;
  }

  /**
   * Begins the traces of this process.
   *
   * @param variables of the environment
   * @param version of the relay
   * @throws CannotRunException if the variables of OpenTelemetry have mistakes
   */
  public static Traces begin(Map<String, String> variables, String version) {
    return isOn(variables)
        ? OpenTelemetrySetup.begin(variables, version)
        : new Traces(Tracing.OFF, () -> {});
  }

  /** Whether the environment asks for traces. */
  static boolean isOn(Map<String, String> variables) {
    if ("true".equalsIgnoreCase(variables.get("OTEL_SDK_DISABLED"))) {
      return false;
    }
    String exporter = variables.get("OTEL_TRACES_EXPORTER");
    return isSet(exporter)
        ? !"none".equals(exporter)
        : isSet(variables.get("OTEL_EXPORTER_OTLP_ENDPOINT"))
            || isSet(variables.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"));
  }

  private static boolean isSet(@Nullable String value) {
    return value != null && !value.isBlank();
  }

  /** Begins the spans of this process. */
  public Tracing tracing() {
    return tracing;
  }

  /** Sends the last spans, within 8 s. No span may end after this. */
  @Override
  public void close() {
    close.run();
  }
}
