package dev.segmentnovu.relay.tracing;

import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.relay.runtime.exit.ExitCode;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets OpenTelemetry up from its variables. */
final class OpenTelemetrySetup {

  private static final long CLOSE_SECONDS = 8;

  /** What is used where no variable says otherwise. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "otel.service.name", "segment-novu-relay",
          // the JDK's client, which sends the spans, has no gRPC
          "otel.exporter.otlp.protocol", "http/protobuf");

  /** The relay has its own metrics and logs. */
  private static final Map<String, String> TRACES_ONLY =
      Map.of("otel.metrics.exporter", "none", "otel.logs.exporter", "none");

  private OpenTelemetrySetup() {}

  /** See {@link Traces#begin}. */
  static Traces begin(Map<String, String> variables, String version) {
    // OpenTelemetry logs with java.util.logging
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
    OpenTelemetrySdk sdk = sdk(properties(variables), version);
    return new Traces(
        new OpenTelemetryTracing(sdk), () -> sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS));
  }

  private static OpenTelemetrySdk sdk(Map<String, String> properties, String version) {
    try {
      return AutoConfiguredOpenTelemetrySdk.builder()
          .addPropertiesSupplier(() -> properties)
          .addPropertiesCustomizer(config -> TRACES_ONLY)
          .addResourceCustomizer((resource, config) -> versioned(resource, version))
          .disableShutdownHook()
          .build()
          .getOpenTelemetrySdk();
    } catch (RuntimeException e) {
      // of several kinds: of the configuration, of an exporter, of a missing sender
      throw new CannotRunException(
          ExitCode.CONFIGURATION,
          "OpenTelemetry cannot be set up from the OTEL_* variables: "
              + e.getMessage()
              + ". Correct them, or set OTEL_SDK_DISABLED=true to run without traces. The relay has"
              + " the exporter otlp with the protocol http/protobuf");
    }
  }

  private static Resource versioned(Resource resource, String version) {
    // what the variables say goes first
    return Resource.create(Attributes.of(AttributeKey.stringKey("service.version"), version))
        .merge(resource);
  }

  /** The variables as properties, as OpenTelemetry names them. */
  private static Map<String, String> properties(Map<String, String> variables) {
    Map<String, String> properties = new HashMap<>(DEFAULTS);
    variables.forEach(
        (name, value) -> {
          if (name.startsWith("OTEL_") && !value.isBlank()) {
            properties.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    return properties;
  }
}
