package dev.segmentnovu.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segmentnovu.config.setting.Settings;
import java.io.IOException;
import java.net.BindException;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class ListenPortTest {

  @ParameterizedTest
  @CsvSource({
    "INGEST, Address already in use, RELAY_HTTP_PORT (ingest.port)",
    "ADMIN, bind(..) failed: Address already in use, RELAY_ADMIN_PORT (admin.port)",
    "OPS, Address already in use, RELAY_OPS_PORT (ops.port)",
    "OPS, Permission denied, RELAY_OPS_PORT (ops.port)",
    "INGEST, Cannot assign requested address, RELAY_HTTP_HOST (ingest.host)",
    "ADMIN, Something new, RELAY_ADMIN_HOST (admin.host)",
  })
  void a_port_that_cannot_be_listened_on_names_its_setting(
      ListenPort port, String said, String setting) {
    var failure = port.cannotListen("127.0.0.1", 8082, new BindException(said));

    assertThat(failure)
        .hasMessageContaining("127.0.0.1:8082")
        .hasMessageContaining(setting)
        .hasCauseInstanceOf(IOException.class);
  }

  @ParameterizedTest
  @CsvSource("OPS, RELAY_OPS_HOST (ops.host)")
  void a_host_that_is_unknown_names_its_setting(ListenPort port, String setting) {
    assertThat(port.cannotListen("nowhere", 1, new UnknownHostException("nowhere")))
        .hasMessageContaining(setting);
  }

  @ParameterizedTest
  @EnumSource
  void the_settings_it_names_exist(ListenPort port) {
    var failure = port.cannotListen("127.0.0.1", 1, new IOException("Something new"));
    String message = String.valueOf(failure.getMessage());

    assertThat(Settings.all())
        .extracting(setting -> setting.variable().orElse("") + " (" + setting.path() + ")")
        .filteredOn(message::contains)
        .hasSize(2);
  }
}
