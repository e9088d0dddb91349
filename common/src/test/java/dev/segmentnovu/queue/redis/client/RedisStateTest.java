package dev.segmentnovu.queue.redis.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedisStateTest {

  @ParameterizedTest
  @CsvSource({
    "6.2.14, false",
    "7.0.15, false",
    "7.2.0, true",
    "7.4.1, true",
    "7.10.0, true",
    "8.0.2, true",
    "10.1.0, true",
    "255.255.255, true",
    "unstable, true",
    "'', true",
  })
  void redis_tells_of_its_disk_from_7_2_on(String version, boolean tells) {
    assertThat(new RedisState("", version, "", true, 0, 0).runsScripts())
        .isEqualTo(!version.startsWith("6"));
    assertThat(RedisState.parse("redis_version:" + version + "\r\naof_enabled:1\r\n"))
        .isEqualTo(new RedisState("", version, "", true, 0, 0))
        .extracting(RedisState::canReportDisk)
        .isEqualTo(tells);
  }
}
