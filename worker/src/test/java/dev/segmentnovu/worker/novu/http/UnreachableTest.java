package dev.segmentnovu.worker.novu.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class UnreachableTest {
  private static final URI NOVU = URI.create("https://novu.example:8443");
  private static final String CHECK = "; check novu.url (NOVU_API_URL)";

  static Stream<Arguments> causes() {
    return Stream.of(
        arguments(
            new CertPathBuilderException("unable to find valid certification path"),
            "its certificate is not trusted"
                + CHECK
                + ", or trust whoever issued it: -Djavax.net.ssl.trustStore in JAVA_TOOL_OPTIONS"),
        arguments(
            new CertificateException("No subject alternative DNS name matching novu.example found"),
            "its certificate is for another host (No subject alternative DNS name matching"
                + " novu.example found)"
                + CHECK),
        arguments(
            new CertificateException("No name matching novu.example found"),
            "its certificate is for another host (No name matching novu.example found)" + CHECK),
        arguments(
            new CertificateExpiredException("NotAfter: today"),
            "its certificate has expired (NotAfter: today); have it renewed, or set this machine's"
                + " clock"),
        arguments(
            new CertificateNotYetValidException("NotBefore: tomorrow"),
            "its certificate is not valid yet (NotBefore: tomorrow); set this machine's clock, or"
                + " have it replaced"),
        arguments(
            new CertPathValidatorException("Algorithm constraints check failed: SHA1"),
            "its certificate is refused (Algorithm constraints check failed: SHA1); have it"
                + " replaced, or check novu.url (NOVU_API_URL)"),
        arguments(
            new CertificateException("Unparseable"),
            "its certificate is refused (Unparseable); have it replaced, or check novu.url"
                + " (NOVU_API_URL)"),
        arguments(
            new InvalidAlgorithmParameterException("the trustAnchors parameter must be non-empty"),
            "there is no trusted certificate at all; check the file that"
                + " -Djavax.net.ssl.trustStore in JAVA_TOOL_OPTIONS names"),
        arguments(
            new NotSslRecordException("not an SSL/TLS record: 5353482d322e302d"),
            "what answers there does not speak TLS" + CHECK + ": its port, and http or https"),
        arguments(
            new SslHandshakeTimeoutException("handshake timed out after 10000ms"),
            "its TLS handshake did not end in time" + CHECK + " and what is between"),
        arguments(
            new SSLHandshakeException("Received fatal alert: handshake_failure"),
            "its TLS handshake failed (Received fatal alert: handshake_failure)" + CHECK),
        arguments(
            new IOException("Connection reset by peer"),
            "its TLS handshake failed (Connection reset by peer)" + CHECK),
        arguments(
            new ClosedChannelException(),
            "it closed the connection before anything was sent" + CHECK + " and what is between"));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void the_innermost_known_cause_is_explained(Throwable cause, String why) {
    Throwable failure =
        new Exception(
            new SSLHandshakeException("Failed to create SSL connection").initCause(cause));

    assertThat(Unreachable.message(NOVU, failure))
        .isEqualTo("Novu at https://novu.example:8443 could not be reached: " + why);
  }

  static Stream<Arguments> plainCauses() {
    return Stream.of(
        arguments(
            new UnknownHostException("Failed to resolve 'novu.example' after 2 queries "),
            "no address is known for its host" + CHECK + " and the DNS"),
        arguments(
            new ConnectException("Connection refused"),
            "it takes no connection (Connection refused)" + CHECK + ", and whether it runs"),
        arguments(
            new ConnectTimeoutException("connection timed out after 10000 ms"),
            "there was no connection in time (connection timed out after 10000 ms)"
                + CHECK
                + " and what is between"),
        arguments(
            new TimeoutException("within 300 ms"),
            "there was no connection in time (within 300 ms)" + CHECK + " and what is between"),
        arguments(
            new NoRouteToHostException("No route to host"),
            "NoRouteToHostException: No route to host"));
  }

  @ParameterizedTest
  @MethodSource("plainCauses")
  void failures_without_tls_are_explained_too(Throwable cause, String why) {
    assertThat(Unreachable.message(NOVU, new Exception(cause)))
        .isEqualTo("Novu at https://novu.example:8443 could not be reached: " + why);
  }

  @Test
  void text_of_an_unknown_server_is_one_short_line() {
    var cause = new CertificateException("No name matching x\n\tlevel=ERROR " + "y".repeat(5_000));

    assertThat(Unreachable.message(NOVU, cause))
        .contains("No name matching x level=ERROR y")
        .hasSizeLessThan(500);
  }

  @Test
  void circular_causes_end() {
    var one = new Exception("one");
    one.initCause(new Exception("two", one));

    assertThat(Unreachable.message(NOVU, one)).contains("Exception: ");
  }
}
