package dev.segmentnovu.queue.redis.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
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
    assertThat(new RedisState("", version, "", true, false, 0, 0).runsScripts())
        .isEqualTo(!version.startsWith("6"));
    assertThat(RedisState.parse("redis_version:" + version + "\r\naof_enabled:1\r\n"))
        .isEqualTo(new RedisState("", version, "", true, false, 0, 0))
        .extracting(RedisState::canReportDisk)
        .isEqualTo(tells);
  }

  @ParameterizedTest
  @CsvSource({
    "aof_pending_bio_fsync:0, false",
    "aof_pending_bio_fsync:1, true",
    "aof_last_write_status:ok, false",
    "aof_last_write_status:err, true",
    "used_memory:7, false"
  })
  void redis_tells_whether_its_file_waits_for_the_disk(String info, boolean behind) {
    assertThat(RedisState.parse("aof_enabled:1\r\n" + info + "\r\n").diskIsBehind())
        .isEqualTo(behind);
  }

  @Test
  void redis_tells_its_role() {
    assertThat(RedisState.parse("# Replication\r\nrole:slave\r\n").role()).isEqualTo("slave");
    assertThat(RedisState.parse("").role()).isEmpty();
  }
}
