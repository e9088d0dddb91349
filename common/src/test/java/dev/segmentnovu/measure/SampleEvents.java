package dev.segmentnovu.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

/** Events like those that Segment's webhooks and SDKs send, in size and in what they hold. */
public final class SampleEvents {

  /** When all of them were received. */
  public static final Instant RECEIVED = Instant.parse("2026-11-23T16:11:22.337Z");

  private static final String IDENTIFY =
      """
      {"anonymousId":"507f191e810c19729de860ea","context":{"library":{"name":"analytics.js",\
      "version":"2.11.1"},"locale":"en-US","timezone":"Europe/Amsterdam","device":{"type":"ios",\
      "token":"ff15bc0c20c4aa6cd50854ff165fd265c838e540"}},"integrations":{"All":true},\
      "messageId":"022bb90c-bbac-11e4-8dfc-aa07a5b093db","receivedAt":"2026-11-23T16:11:22.287Z",\
      "sentAt":"2026-11-23T16:11:22.111Z","timestamp":"2026-11-23T16:11:22.176Z",\
      "originalTimestamp":"2026-11-23T16:11:21.900Z","traits":{"name":"Peter Gibbons",\
      "email":"peter@example.com","phone":"+15551234567","plan":"premium","logins":5},\
      "type":"identify","userId":"97980cfea0067","channel":"server","projectId":"abc","version":2}""";

  private static final String TRACK =
      """
      {"anonymousId":"507f191e810c19729de860ea","context":{"library":{"name":"analytics.js",\
      "version":"2.11.1"},"locale":"en-US","timezone":"Europe/Amsterdam",\
      "traits":{"email":"peter@example.com"}},"event":"Order Completed","integrations":{"All":true},\
      "messageId":"8f2c1b9a-bbac-11e4-8dfc-aa07a5b093db","receivedAt":"2026-11-23T16:11:22.287Z",\
      "sentAt":"2026-11-23T16:11:22.111Z","timestamp":"2026-11-23T16:11:22.176Z",\
      "originalTimestamp":"2026-11-23T16:11:21.900Z","properties":{"order_id":"50314b8e9bcf",\
      "revenue":39.95,"total":120,"currency":"EUR","products":[{"sku":"45790-32","quantity":1},\
      {"sku":"46493-32","quantity":2}]},"type":"track","userId":"97980cfea0067",\
      "channel":"server","projectId":"abc","version":2}""";

  private static final String IDENTIFY_OF_BATCH =
      """
      {"type":"identify","messageId":"193cb8e5-252a-4428-9733-%012d",\
      "timestamp":"2026-11-23T16:11:22.037Z","context":{"locale":"en-US",\
      "timezone":"America/Chicago","device":{"type":"android","token":"fcm-token-1"}},\
      "userId":"019mr8mf%04d","integrations":{},"traits":{"email":"pgibbons@example.com",\
      "firstName":"Peter","lastName":"Gibbons","phone":"+15551234567","logins":5,\
      "createdAt":"2023-11-14T22:13:20.123Z","address":{"city":"Austin"}}}""";

  private static final String TRACK_OF_BATCH =
      """
      {"type":"track","messageId":"030cda47-5884-406a-8481-%012d",\
      "timestamp":"2026-11-23T16:11:22.123Z","context":{"traits":{"email":"pgibbons@example.com"}},\
      "userId":"019mr8mf%04d","integrations":{"All":false,"Novu":true},"event":"Order Completed",\
      "properties":{"order_id":"50314b8e9bcf","revenue":39.95,"currency":"EUR",\
      "products":[{"sku":"45790-32","quantity":1},{"sku":"46493-32","quantity":2}]}}""";

  private static final String REST_OF_BATCH =
      """
      "sentAt":"2026-11-23T16:11:22.173Z","context":{"library":{"name":"analytics-java",\
      "version":"3.5.4"},"instanceId":"fd5337fb-bdaa-4f0a-8333-e13220b3fa14"},\
      "integrations":{"All":true},"writeKey":"TESTWRITEKEY123"}""";

  private SampleEvents() {}

  /**
   * An identify call as webhooks bring it, of some 700 bytes, with traits that Novu has fields for.
   */
  public static byte[] identify() {
    return IDENTIFY.getBytes(UTF_8);
  }

  /** A track call as webhooks bring it, of some 700 bytes. */
  public static byte[] track() {
    return TRACK.getBytes(UTF_8);
  }

  /** A track call as it stands in an SDK's batch: part of what it says is said for the batch. */
  public static byte[] trackOfBatch() {
    return TRACK_OF_BATCH.formatted(1, 1).getBytes(UTF_8);
  }

  /** An SDK's batch of that many events of as many users, each fifth an identify call. */
  public static byte[] batch(int events) {
    var batch = new StringBuilder("{\"batch\":[");
    for (int i = 0; i < events; i++) {
      batch.append((i % 5 == 0 ? IDENTIFY_OF_BATCH : TRACK_OF_BATCH).formatted(i, i)).append(',');
    }
    batch.setCharAt(batch.length() - 1, ']');
    return batch.append(',').append(REST_OF_BATCH).toString().getBytes(UTF_8);
  }
}
