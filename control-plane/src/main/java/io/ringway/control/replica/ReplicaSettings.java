package io.ringway.control.replica;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code ringway.replicas}.
 *
 * @param process of the runtime {@code process}
 * @param docker of the runtime {@code docker}
 */
@ConfigurationProperties("ringway.replicas")
record ReplicaSettings(@DefaultValue ForProcess process, @DefaultValue ForDocker docker) {

  /**
   * Local processes.
   *
   * @param jar of the sample backend; empty: found beside the control plane
   * @param command another program instead; {@code {id}} and {@code {port}} are replaced, and the
   *     environment has SERVER_ID, BIND and PORT
   */
  record ForProcess(@DefaultValue("") String jar, @DefaultValue List<String> command) {}

  /**
   * Containers of one Docker Engine.
   *
   * @param host as in DOCKER_HOST; empty: that variable, else the usual socket
   * @param apiVersion such as 1.41; empty: the newest that both sides know
   * @param image what is started
   * @param allowedImages the only images that may be started
   * @param network which the containers join; empty: the one of the control plane's own container
   * @param port on which the image listens
   */
  record ForDocker(
      @DefaultValue("") String host,
      @DefaultValue("") String apiVersion,
      @DefaultValue("ringway-backend") String image,
      @DefaultValue("ringway-backend") List<String> allowedImages,
      @DefaultValue("") String network,
      @DefaultValue("9000") int port) {}
}
