package dev.segmentnovu.queue.redis.client;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.util.Set;
import javax.net.ssl.SSLException;

/** The problems that only {@link RedisProbe} can find. */
final class RedisProbeProblems {

  static final RedisProblem TLS_NEEDED =
      new RedisProblem(
          "TLS needed",
          "what answers there speaks TLS, and REDIS_URL is without",
          "Write rediss in place of redis in REDIS_URL");

  static final RedisProblem NO_TLS =
      new RedisProblem(
          "no TLS",
          "it is a Redis without TLS, and REDIS_URL asks for TLS",
          "Write redis in place of rediss in REDIS_URL, or the port on which it speaks TLS");

  static final RedisProblem NO_SENTINEL =
      new RedisProblem(
          "no Sentinel",
          "it is a Redis, and no Sentinel",
          "Name the Sentinels in REDIS_URL, whose port is 26379 as a rule, or write redis:// in place"
              + " of redis+sentinel://");

  private static final String AWAY = "timeout";

  private static final Set<String> AWAY_NAMES =
      Set.of(AWAY, "connection refused", "unknown host", "no route");

  private RedisProbeProblems() {}

  /**
   * Another program answers.
   *
   * @param said the beginning of its answer
   */
  static RedisProblem notRedis(String said) {
    return new RedisProblem(
        "not a Redis",
        "what answers there is no Redis: it says '" + NotRespException.printable(said) + "'",
        "Correct the host and the port in REDIS_URL");
  }

  static RedisProblem unknownPrimary(String master) {
    return new RedisProblem(
        "unknown primary",
        "its Sentinels know no primary by the name " + master,
        "Correct the name at the end of REDIS_URL; redis-cli -p 26379 SENTINEL MASTERS shows those"
            + " there are");
  }

  /** The same problem with the login at a Sentinel, which has settings of its own. */
  static RedisProblem atSentinel(RedisProblem problem) {
    return switch (problem.name()) {
      case "NOAUTH" ->
          new RedisProblem(
              problem.name(),
              "a Sentinel requires a password, and none is set",
              "Set REDIS_SENTINEL_PASSWORD, and REDIS_SENTINEL_USER for a user of an ACL");
      case "WRONGPASS" ->
          new RedisProblem(
              problem.name(),
              "a Sentinel refuses the user or the password",
              "Correct REDIS_SENTINEL_USER and REDIS_SENTINEL_PASSWORD; without these a Sentinel"
                  + " gets the password of REDIS_URL, and no user");
      case "NOPERM" ->
          new RedisProblem(
              problem.name(),
              "its user at a Sentinel may not use a command that the relay needs",
              "Extend the ACL of the user in REDIS_SENTINEL_USER at each Sentinel; redis-cli -p"
                  + " 26379 ACL LOG shows what was refused");
      default -> problem;
    };
  }

  /** Why the connection to a server failed. */
  static RedisProblem of(IOException failure) {
    if (failure instanceof RespConnection.SilentException) {
      return new RedisProblem(
          AWAY,
          "what listens there takes the connection and does not answer in time",
          "Check that it is a Redis, and that it is not stopped or busy; else correct REDIS_URL");
    }
    if (failure instanceof RespConnection.HungUpException) {
      return new RedisProblem(
          "connection closed",
          "what listens there closes the connection without an answer",
          "Check that it is a Redis, and whether it wants TLS (rediss://) or a connection from"
              + " another address; its log says more");
    }
    if (failure instanceof SocketTimeoutException) {
      return new RedisProblem(
          AWAY,
          "no connection came about in time",
          "Check that it runs, that no firewall is between, and the host and the port in REDIS_URL");
    }
    if (failure instanceof NoRouteToHostException) {
      return new RedisProblem(
          "no route", "no network leads to it", "Check the network, and the host in REDIS_URL");
    }
    String message = String.valueOf(failure.getMessage());
    if (failure instanceof SSLException
        && (message.contains("certificate_required") || message.contains("bad_certificate"))) {
      return new RedisProblem(
          "client certificate",
          "it asks for a certificate of the client",
          "Set tls-auth-clients no in redis.conf: the relay logs in with a password");
    }
    if (failure instanceof SSLException && message.contains("PKIX")) {
      return new RedisProblem(
          "TLS certificate",
          "Java does not trust its certificate",
          "Add whoever issued it to a copy of Java's cacerts, and name that in"
              + " JAVA_TOOL_OPTIONS=-Djavax.net.ssl.trustStore=…");
    }
    if (failure instanceof ConnectException || failure instanceof SSLException) {
      return RedisProblem.of(failure);
    }
    return new RedisProblem(
        "connection lost",
        "it cannot be reached",
        "Check that it runs, that REDIS_URL is right, and that the network reaches it");
  }

  /** Whether the server did not answer, so that another server may say more. */
  static boolean isAway(RedisProblem problem) {
    return AWAY_NAMES.contains(problem.name());
  }

  /**
   * Whether a reply to {@code PING} says that Redis runs no command at all. The first write reports
   * an error that concerns writes only, such as MISCONF.
   */
  static boolean refusesAll(String said) {
    return said.startsWith("-NOAUTH")
        || said.startsWith("-LOADING")
        || said.startsWith("-DENIED")
        || said.startsWith("-ERR max number of clients");
  }
}
