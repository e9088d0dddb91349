package dev.segmentnovu.config.read;

import static dev.segmentnovu.config.read.Loading.load;
import static dev.segmentnovu.config.read.Loading.valid;
import static org.assertj.core.api.Assertions.entry;

import dev.segmentnovu.config.ProcessRole;
import dev.segmentnovu.config.RelayConfig;
import java.util.Map;

/** The defaults, and configurations in which every setting has another value. */
final class ThreeConfigs {

  static final String ALERT_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0";

  private static final Map<String, String> LEAST =
      Map.of("NOVU_API_KEY", "nk-1", "SEGMENT_WRITE_KEY", "wk-1");

  static final RelayConfig DEFAULTS = valid(load(LEAST, ProcessRole.BOTH));

  static final RelayConfig FROM_ENVIRONMENT =
      valid(
          load(
              Map.ofEntries(
                  entry("NOVU_API_KEY", "nk"),
                  entry("NOVU_API_URL", "https://eu.api.novu.co/"),
                  entry("RELAY_NOVU_TIMEOUT", "100s"),
                  entry("SEGMENT_WRITE_KEY", "wk"),
                  entry("SEGMENT_SHARED_SECRET", "ss"),
                  entry("RELAY_WORKFLOWS", "User Registered=welcome, a=b=c"),
                  entry("REDIS_URL", "rediss://u:p@redis.example:6380/2"),
                  entry("RELAY_QUEUE_SHARDS", "8"),
                  entry("RELAY_DURABILITY_REPLICAS", "1"),
                  entry("RELAY_DURABILITY_FSYNC", "true"),
                  entry("RELAY_DURABILITY_TIMEOUT", "250ms"),
                  entry("RELAY_HTTP_PORT", "1"),
                  entry("RELAY_HTTP_HOST", "10.0.0.1"),
                  entry("RELAY_ADMIN_PORT", "2"),
                  entry("RELAY_ADMIN_HOST", "0.0.0.0"),
                  entry("RELAY_ADMIN_TOKEN", "token-of-variable"),
                  entry("RELAY_ADMIN_HOSTS", "relay.example, Proxy"),
                  entry("RELAY_ADMIN_TLS_CERT", "a.crt"),
                  entry("RELAY_ADMIN_TLS_KEY", "a.key"),
                  entry("RELAY_OPS_TLS_CERT", "off"),
                  entry("RELAY_TLS_CERT", "all.crt"),
                  entry("RELAY_TLS_KEY", "all.key"),
                  entry("RELAY_ALERTS_URL", "https://hooks.example/one"),
                  entry("RELAY_ALERTS_SECRET", ALERT_SECRET),
                  entry("RELAY_ALERTS_SILENCE", "off"),
                  entry("RELAY_OPS_PORT", "0"),
                  entry("RELAY_OPS_HOST", "10.0.0.2"),
                  entry("RELAY_RETRY_INITIAL", "200ms"),
                  entry("RELAY_RETRY_MAX", "10m"),
                  entry("RELAY_RETRY_WINDOW", "7d"),
                  entry("RELAY_LEASE", "2m"),
                  entry("RELAY_DEDUPLICATION", "30m"),
                  entry("RELAY_CONCURRENCY", "7"),
                  entry("RELAY_MEMORY_PERCENT", "66"),
                  entry("RELAY_INGEST_MAX_REQUESTS", "11"),
                  entry("RELAY_INGEST_MAX_BYTES", "20000"),
                  entry("RELAY_WEBHOOK_MAX_EVENT_BYTES", "2001"),
                  entry("RELAY_WEBHOOK_MAX_EVENTS", "22"),
                  entry("RELAY_WEBHOOK_MAX_BODY_BYTES", "2003"),
                  entry("RELAY_WEBHOOK_MAX_STORED_BYTES", "2004"),
                  entry("RELAY_TRACKING_MAX_EVENT_BYTES", "3001"),
                  entry("RELAY_TRACKING_MAX_EVENTS", "32"),
                  entry("RELAY_TRACKING_MAX_BODY_BYTES", "3003"),
                  entry("RELAY_TRACKING_MAX_STORED_BYTES", "3004"),
                  entry("SEGMENT_SIGNATURE", "body"),
                  entry("RELAY_ANONYMOUS", "reject"),
                  entry("RELAY_INGEST_MAX_CONNECTIONS", "13"),
                  entry("RELAY_INGEST_READ_TIMEOUT", "14s"),
                  entry("RELAY_EVENT_MAX_AGE", "15d"),
                  entry("RELAY_DELIVERIES", "22"),
                  entry("RELAY_DEAD_MAX_COUNT", "16"),
                  entry("RELAY_DEAD_MAX_BYTES", "17"),
                  entry("RELAY_DEAD_MAX_AGE", "18d"),
                  entry("RELAY_DEAD_AT_BOUND", "block"),
                  entry("RELAY_UNMAPPED_MAX_COUNT", "19"),
                  entry("RELAY_UNMAPPED_MAX_BYTES", "20"),
                  entry("RELAY_UNMAPPED_MAX_AGE", "21d"),
                  entry("RELAY_UNMAPPED_AT_BOUND", "block")),
              ProcessRole.BOTH));

  static final String FILE =
      """
      redis:
        url: redis://file.example
        durability: { replicas: 2, fsync: true, timeout: 1s }
      queue:
        shards: 3
        lease: 90s
        deduplication: 2h
        claimEvents: 20
        maxClaims: 6
        maxEventAge: 8d
        poll: 2s
        deliveries: 9
        failures: { count: 1, bytes: 2, age: 3d, atBound: block }
        unmapped: { count: 4, bytes: 5, age: 6d, atBound: block }
      ingest:
        host: 127.0.0.1
        port: 1
        webhook: { maxEventBytes: 2048, maxEvents: 5, maxBodyBytes: 4096, maxStoredBytes: 8192 }
        tracking: { maxEventBytes: 1024, maxEvents: 4, maxBodyBytes: 2048, maxStoredBytes: 2049 }
        memoryPercent: 6
        inFlight: { requests: 7, bytes: 16384, connections: 9, readTimeout: 10s }
        tls: { cert: i.crt, key: i.key }
      admin:
        host: 0.0.0.0
        port: 2
        token: token-of-the-file
        tokens:
          - { name: on-call, role: operator, token: token-of-on-call }
          - { name: dashboard, role: viewer, sha256: %s }
        hosts: [relay.example, relay.svc]
        tls: { cert: a.crt, key: a.key }
      ops: { host: 127.0.0.1, port: 3, tls: { cert: o.crt, key: o.key } }
      tls: { cert: all.crt, key: all.key }
      alerts:
        url: http://localhost:9/x
        secret: whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0
        allowHttp: true
        repeat: 1h
        limits: { deadLettersPerMinute: 3, oldestDue: 4m, silence: 5h, redisMemoryPercent: 6 }
        receivers:
          - name: ops
            url: http://hooks.example/two
            secret: whsec_MDEyMzQ1Njc4OWFiY2RlZmdoaWprbG1ub3BxcnN0
            events: [source.suspended, job.finished]
            sources: web
      defaults:
        unmapped: skip
      sources:
        web:
          writeKeys: [wk-1, wk-2]
          sharedSecrets: [ss-1, ss-2]
          novu:
            url: https://novu.example
            apiKey: nk
            timeout: 5s
            limits: { trigger: 60, configuration: 20, global: 30 }
          workflows: { User Registered: hello }
          rules:
            - when: type = "track"
              workflow: vip
              to: t
              payload: p
              overrides: o
              actor: a
              tenant: n
              context: c
              transactionId: x
              all: true
              maxAge: 5m
          unmapped: dead-letter
          identify: { customTraits: replace, skipUnchanged: 2h }
          push: { ios: apns, android: fcm }
          signature: body
          anonymous: deliver
          ordering: none
          retry: { initial: 2s, max: 2h, window: 2d }
          concurrency: { min: 2, max: 3 }
        app:
          writeKeys: wk-3
          novu: { apiKey: nk-2 }
      """
          .formatted("aB".repeat(32));

  static final RelayConfig FROM_FILE = valid(load(FILE, Map.of(), ProcessRole.BOTH));

  private ThreeConfigs() {}
}
