package dev.segmentnovu.relay.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.segmentnovu.relay.runtime.exit.CannotRunException;
import dev.segmentnovu.telemetry.trace.CallSpan;
import dev.segmentnovu.telemetry.trace.DeliverySpan;
import dev.segmentnovu.telemetry.trace.RequestSpan;
import dev.segmentnovu.telemetry.trace.SendSpan;
import dev.segmentnovu.telemetry.trace.Tracing;
import io.vertx.core.http.HttpServerRequest;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When traces are on, and what they cost while they are off. */
final class TracesOffTest {

  private static final HttpServerRequest REQUEST =
      (HttpServerRequest)
          Proxy.newProxyInstance(
              HttpServerRequest.class.getClassLoader(),
              new Class<?>[] {HttpServerRequest.class},
              (proxy, method, arguments) -> {
                throw new AssertionError("the request is read: " + method);
              });

  private static final URI NOVU = URI.create("https://api.novu.co");
  private static final int EVENTS = 100_000;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "                                                               | false",
        "OTEL_SERVICE_NAME=x                                            | false",
        "OTEL_TRACES_EXPORTER=otlp                                      | true",
        "OTEL_TRACES_EXPORTER=none                                      | false",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://c:4318                      | true",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://c:4318/v1/traces     | true",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://c;OTEL_TRACES_EXPORTER=none | false",
        "OTEL_EXPORTER_OTLP_ENDPOINT=http://c;OTEL_SDK_DISABLED=true    | false",
      })
  void traces_are_on_if_a_variable_names_an_exporter_or_a_collector(String set, boolean on) {
    Map<String, String> variables = new HashMap<>();
    if (set != null) {
      for (String each : set.split(";", -1)) {
        variables.put(each.split("=", -1)[0], each.split("=", -1)[1]);
      }
    }

    assertThat(Traces.isOn(variables)).isEqualTo(on);
  }

  @Test
  void a_wrong_variable_ends_the_command_with_a_remedy() {
    assertThatThrownBy(() -> Traces.begin(Map.of("OTEL_TRACES_EXPORTER", "nonsense"), "1"))
        .isInstanceOf(CannotRunException.class)
        .hasMessageContaining("nonsense")
        .hasMessageContaining("OTEL_SDK_DISABLED=true");
  }

  @Test
  void grpc_for_which_there_is_no_sender_ends_the_command_with_a_remedy() {
    assertThatThrownBy(
            () ->
                Traces.begin(
                    Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
                    "1"))
        .isInstanceOf(CannotRunException.class)
        .hasMessageContaining("http/protobuf");
  }

  @Test
  void the_standard_exporter_begins_without_a_collector() {
    try (Traces traces = Traces.begin(Map.of("OTEL_TRACES_EXPORTER", "otlp"), "1")) {
      assertThat(traces.tracing()).isInstanceOf(OpenTelemetryTracing.class);
    }
  }

  @Test
  void while_they_are_off_no_class_of_open_telemetry_is_loaded() throws Exception {
    assertThat(loadedBy(Map.of())).isNotEmpty().noneMatch(each -> each.contains("opentelemetry"));
    // the loader does see them
    assertThat(loadedBy(Map.of("OTEL_TRACES_EXPORTER", "otlp")))
        .anyMatch(each -> each.contains("opentelemetry"));
  }

  @Test
  void while_they_are_off_an_event_allocates_nothing() {
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    trace();
    threads.getThreadAllocatedBytes(thread);

    long before = threads.getThreadAllocatedBytes(thread);
    for (int i = 0; i < EVENTS; i++) {
      trace();
    }
    long allocated = threads.getThreadAllocatedBytes(thread) - before;

    // the measurement itself may allocate a little, once
    assertThat(allocated).isLessThan(EVENTS);
  }

  private static void trace() {
    RequestSpan request = Tracing.OFF.request(REQUEST);
    SendSpan send = request.send("web", 1);
    send.end(send.context());
    request.end("/v1/track", 200, null);
    DeliverySpan delivery = Tracing.OFF.delivery(null, "web", "m", 1);
    if (delivery.isRecorded()) {
      throw new AssertionError("nothing is traced");
    }
    CallSpan call = delivery.call("POST", "/v1/events/trigger", NOVU, 1);
    delivery.share(call);
    call.end(201);
    delivery.end("delivered");
  }

  /** The classes that a process loads when it begins its traces. */
  private static List<String> loadedBy(Map<String, String> variables) throws Exception {
    List<String> loaded = new ArrayList<>();
    List<URL> path = new ArrayList<>();
    for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      path.add(new File(each).toURI().toURL());
    }
    try (var loader =
        new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader()) {
          @Override
          protected Class<?> findClass(String name) throws ClassNotFoundException {
            Class<?> found = super.findClass(name);
            loaded.add(name);
            return found;
          }
        }) {
      Class<?> traces = loader.loadClass(Traces.class.getName());
      Object begun =
          traces.getMethod("begin", Map.class, String.class).invoke(null, variables, "1");
      traces.getMethod("tracing").invoke(begun);
      traces.getMethod("close").invoke(begun);
    }
    return loaded;
  }
}
