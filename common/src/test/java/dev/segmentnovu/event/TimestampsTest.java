package dev.segmentnovu.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TimestampsTest {

  @ParameterizedTest
  @CsvSource({
    // JavaScript, Segment itself; .NET; Go; Java
    "2014-04-04T00:00:00.000Z,               2014-04-04T00:00:00Z",
    "2014-04-04T01:02:03.1234567Z,           2014-04-04T01:02:03.1234567Z",
    "2014-04-04T01:02:03.123456789+02:00,    2014-04-03T23:02:03.123456789Z",
    "2014-04-04T02:00+02:00[Europe/Paris],   2014-04-04T00:00:00Z",
    // PHP, and Java's SimpleDateFormat
    "2014-04-04T00:00:00+0000,               2014-04-04T00:00:00Z",
    "2014-04-04T00:00:00.123-0330,           2014-04-04T03:30:00.123Z",
    // Python, with and without a zone; Ruby; Postgres
    "2014-04-04 01:02:03.123456+00:00,       2014-04-04T01:02:03.123456Z",
    "2014-04-04T01:02:03.123456,             2014-04-04T01:02:03.123456Z",
    "2014-04-04 01:02:03 UTC,                2014-04-04T01:02:03Z",
    "2014-04-04 01:02:03 +0100,              2014-04-04T00:02:03Z",
    "2014-04-04 01:02:03+01,                 2014-04-04T00:02:03Z",
    // a day; ISO 8601's basic form and day of the year
    "2014-04-04,                             2014-04-04T00:00:00Z",
    "20140404,                               2014-04-04T00:00:00Z",
    "20140404T000000Z,                       2014-04-04T00:00:00Z",
    "20140404T010203.5+0100,                 2014-04-04T00:02:03.500Z",
    "20140404T0102Z,                         2014-04-04T01:02:00Z",
    "2014-094T01Z,                           2014-04-04T01:00:00Z",
    // seconds left out; a comma; lower case; blanks; finer than a nanosecond
    "2014-04-04T01:02Z,                      2014-04-04T01:02:00Z",
    "'2014-04-04T01:02:03,25Z',              2014-04-04T01:02:03.250Z",
    "2014-04-04t01:02:03z,                   2014-04-04T01:02:03Z",
    "' 2014-04-04T01:02:03Z\t',              2014-04-04T01:02:03Z",
    "2014-04-04T01:02:03.1234567899999Z,     2014-04-04T01:02:03.123456789Z",
    // the end of a day, a leap second
    "2014-04-04T24:00:00.000Z,               2014-04-05T00:00:00Z",
    "2016-12-31T23:59:60.000Z,               2017-01-01T00:00:00Z",
    "1970-01-01T00:00:00.000Z,               1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z,               9999-12-31T23:59:59.999Z",
  })
  void each_form_that_an_sdk_writes_is_read(String text, Instant time) {
    assertThat(Timestamps.parse(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "yesterday",
        "1396569600",
        "1396569600000",
        "2014",
        "2014-04",
        "2014-0404",
        "2014-04-",
        "2014-04-31",
        "2014-13-01T00:00:00Z",
        "2014-02-29T00:00:00.000Z",
        "2014-366",
        "2014-04-04T",
        "2014-04-04Z00",
        "2014-04-04T25:00:00Z",
        "2014-04-04T24:00:01.000Z",
        "2014-04-04T00:60:00Z",
        "2014-04-04T00:00:61.000Z",
        "2014-04-04T00:00:0xZ",
        "2014-04-04T00:00:00.Z",
        "2014-04-04T00:00:00+",
        "2014-04-04T00:00:00+1",
        "2014-04-04T00:00:00+19:00",
        "2014-04-04T00:00:00+01:60",
        "2014-04-04T00:00:00 CET",
        "2014-04-04T00:00:00Zz",
        "2014-04-04T00:00:00Z[Europe",
        "Fri Apr 04 2014",
        "0000-00-00 00:00:00",
        "1969-12-31T23:59:59.999Z",
        "+999999999-12-31T23:59:59Z",
        "٢٠١٤-٠٤-٠٤"
      })
  void anything_else_is_no_time(String text) {
    assertThat(Timestamps.parse(text)).isNull();
  }
}
