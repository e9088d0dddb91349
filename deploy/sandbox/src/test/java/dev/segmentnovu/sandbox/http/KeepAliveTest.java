package dev.segmentnovu.sandbox.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.sandbox.environment.SandboxOptions;
import dev.segmentnovu.sandbox.faults.Fault;
import dev.segmentnovu.sandbox.fixture.RunningSandbox;
import dev.segmentnovu.sandbox.fixture.Sandboxes;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeepAliveTest {
  private static final String GET =
      "GET /v1/environments/me HTTP/1.1\r\nHost: x\r\nAuthorization: ApiKey k\r\n\r\n";

  @RegisterExtension private final Sandboxes sandboxes = new Sandboxes();

  @Test
  void an_idle_connection_is_closed_and_one_with_a_held_request_is_not() throws Exception {
    assertThat(SandboxOptions.onPort(0).keepAlive()).isEqualTo(Duration.ofSeconds(61));
    var options = SandboxOptions.onPort(0).withKeepAlive(Duration.ofMillis(100));
    RunningSandbox sandbox = sandboxes.start(options);
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), sandbox.novu.url().getPort())) {
      socket.setSoTimeout(10_000);
      sandbox.novu.fail(Fault.late(1, Duration.ofMillis(400)));
      socket.getOutputStream().write(GET.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();

      String all = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(all)
          .startsWith("HTTP/1.1 200")
          .endsWith("}}"); // then the server closes the connection
    }
  }
}
