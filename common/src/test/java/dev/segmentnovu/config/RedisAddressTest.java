package dev.segmentnovu.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RedisAddressTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "redis://h                             | SINGLE   | false | h:6379             | - | -     | - | 0",
        "redis://h/                            | SINGLE   | false | h:6379             | - | -     | - | 0",
        "rediss://u:p@redis.example:6380/2     | SINGLE   | true  | redis.example:6380 | u | p     | - | 2",
        "redis://:p@h                          | SINGLE   | false | h:6379             | - | p     | - | 0",
        "redis://p@h                           | SINGLE   | false | h:6379             | - | p     | - | 0",
        "redis://u:p%40%3A%25+/@h              | SINGLE   | false | h:6379             | u | p@:%+/| - | 0",
        "redis://[::1]:7000                    | SINGLE   | false | [::1]:7000         | - | -     | - | 0",
        "redis+sentinel://a,b:1/mymaster       | SENTINEL | false | a:26379,b:1        | - | - | mymaster | 0",
        "rediss+sentinel://u:p@a:1,b:2/my.m/3  | SENTINEL | true  | a:1,b:2            | u | p | my.m | 3",
        "redis+cluster://:p@a,[::1]:7001       | CLUSTER  | false | a:6379,[::1]:7001  | - | p     | - | 0",
        "rediss+cluster://a:1,b:2/             | CLUSTER  | true  | a:1,b:2            | - | -     | - | 0",
      })
  void every_form_of_an_address_is_read(
      String text,
      RedisAddress.Kind kind,
      boolean tls,
      String servers,
      String user,
      String password,
      String master,
      int database) {
    RedisAddress address = RedisAddress.parse(text);

    assertThat(address.kind()).isEqualTo(kind);
    assertThat(address.tls()).isEqualTo(tls);
    assertThat(address.servers()).isEqualTo(servers);
    assertThat(address.user()).isEqualTo(user);
    assertThat(address.password() == null ? null : address.password().value()).isEqualTo(password);
    assertThat(address.master()).isEqualTo(master);
    assertThat(address.database()).isEqualTo(database);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "localhost:6379                      | must begin with redis://",
        "http://h                            | must begin with redis://",
        "redis+replica://h                   | must begin with redis://",
        "redis://h?timeout=1                 | must begin with redis://",
        "redis://                            | host or host:port, not as ''",
        "redis://h:0                         | not as 'h:0'",
        "redis://h:65536                     | not as 'h:65536'",
        "redis://h:many                      | not as 'h:many'",
        "redis://h/many                      | number of a database",
        "redis://a,b                         | names several servers",
        "redis+sentinel://a,b                | redis+sentinel://host:26379,host:26379/mymaster",
        "redis+sentinel://a,b/m/x            | must name the primary",
        "redis+sentinel://a,,b/m             | not as ''",
        "redis+cluster://a,b/1               | must not name a database",
        "redis://u:secret%@h                 | %25",
      })
  void an_error_does_not_show_the_password(String text, String problem) {
    assertThatThrownBy(() -> RedisAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("secret");
  }

  @Test
  void a_password_is_not_shown() {
    assertThat(RedisAddress.parse("redis://u:s3cret@h").toString()).doesNotContain("s3cret");
  }
}
