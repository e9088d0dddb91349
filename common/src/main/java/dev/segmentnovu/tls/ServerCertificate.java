package dev.segmentnovu.tls;

import dev.segmentnovu.config.Sha256;
import dev.segmentnovu.config.TlsFiles;
import dev.segmentnovu.tls.CertificateReading.Unusable;
import dev.segmentnovu.tls.CertificateReading.Usable;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509KeyManager;
import org.jspecify.annotations.Nullable;

/**
 * A certificate and its private key, which belong together.
 *
 * @param pem both as Vert.x takes them
 * @param subject whose certificate it is, as in {@code CN=relay.example}
 * @param validFrom clients refuse it before
 * @param validUntil clients refuse it after
 * @param fingerprint a hash of both files' content, to recognise a change
 */
public record ServerCertificate(
    PemKeyCertOptions pem,
    String subject,
    Instant validFrom,
    Instant validUntil,
    String fingerprint) {

  /** The largest file; a chain of certificates has some 10 KB. */
  private static final int MAX_BYTES = 1 << 20;

  private static final byte[] SAMPLE = "relay".getBytes(StandardCharsets.US_ASCII);

  /** Reads and checks both files. Blocks. */
  public static CertificateReading read(Vertx vertx, TlsFiles files) {
    byte[] cert;
    try {
      cert = content(files.cert());
    } catch (IOException e) {
      return unreadable(files.certSetting(), files.cert(), e);
    }
    byte[] key;
    try {
      key = content(files.key());
    } catch (IOException e) {
      return unreadable(files.keySetting(), files.key(), e);
    }
    X509Certificate first = firstCertificate(cert);
    if (first == null) {
      return new Unusable(
          files.certSetting(),
          "names the file "
              + files.cert()
              + ", which holds no certificate in PEM: it has a part -----BEGIN CERTIFICATE-----,"
              + " followed by one for each issuer");
    }
    var pem =
        new PemKeyCertOptions().setCertValue(Buffer.buffer(cert)).setKeyValue(Buffer.buffer(key));
    return keyProblem(vertx, pem, new String(key, StandardCharsets.ISO_8859_1), first, files)
        .<CertificateReading>map(problem -> new Unusable(files.keySetting(), problem))
        .orElseGet(() -> new Usable(of(pem, first, cert, key)));
  }

  private static ServerCertificate of(
      PemKeyCertOptions pem, X509Certificate first, byte[] cert, byte[] key) {
    var digest = Sha256.begin();
    digest.update(cert);
    digest.update((byte) 0);
    return new ServerCertificate(
        pem,
        first.getSubjectX500Principal().getName(),
        first.getNotBefore().toInstant(),
        first.getNotAfter().toInstant(),
        HexFormat.of().formatHex(digest.digest(key)));
  }

  private static byte[] content(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new IOException("it is larger than " + MAX_BYTES + " bytes");
      }
      return bytes;
    }
  }

  private static Unusable unreadable(String setting, Path file, IOException failure) {
    String why =
        failure instanceof NoSuchFileException
            ? ", and there is none"
            : failure instanceof AccessDeniedException
                ? ", which the user of the relay may not read"
                : ", which cannot be read: " + failure.getMessage();
    return new Unusable(setting, "names the file " + file + why);
  }

  private static @Nullable X509Certificate firstCertificate(byte[] pem) {
    try {
      for (var each :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))) {
        return (X509Certificate) each;
      }
      return null;
    } catch (CertificateException e) {
      return null;
    }
  }

  private static Optional<String> keyProblem(
      Vertx vertx, PemKeyCertOptions pem, String key, X509Certificate certificate, TlsFiles files) {
    String file = "names the file " + files.key() + ", which ";
    if (key.contains("ENCRYPTED")) {
      return Optional.of(
          file
              + "has a passphrase: remove it with openssl pkey -in OLD -out NEW, and let only the"
              + " user of the relay read the file");
    }
    try {
      KeyManager[] managers = pem.getKeyManagerFactory(vertx).getKeyManagers();
      if (!(managers[0] instanceof X509KeyManager manager)) {
        throw new IllegalStateException("Every Java platform has key managers for X.509");
      }
      PublicKey publicKey = certificate.getPublicKey();
      for (String alias : aliases(manager, publicKey)) {
        if (isPair(manager.getPrivateKey(alias), publicKey)) {
          return Optional.empty();
        }
      }
      return Optional.of(
          file
              + "is not the private key of the certificate in "
              + files.cert()
              + ": write both files anew");
    } catch (Exception e) {
      // the library declares Exception; its message may repeat a part of the file
      return Optional.of(
          file
              + "holds no private key in PEM that Java reads: it has a part -----BEGIN PRIVATE"
              + " KEY-----, as openssl pkey -in OLD -out NEW writes it");
    }
  }

  private static String[] aliases(X509KeyManager manager, PublicKey key) {
    String[] aliases = manager.getServerAliases(key.getAlgorithm(), null);
    return aliases == null ? new String[0] : aliases;
  }

  /** Whether the one verifies what the other signs. */
  private static boolean isPair(PrivateKey privateKey, PublicKey publicKey) {
    String algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm();
        };
    try {
      var signature = Signature.getInstance(algorithm);
      signature.initSign(privateKey);
      signature.update(SAMPLE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(SAMPLE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
