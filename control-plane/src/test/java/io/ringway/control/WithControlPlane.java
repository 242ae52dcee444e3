package io.ringway.control;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.security.test.context.support.WithMockUser;

/**
 * Runs a test against one control plane over an in-memory database, shared by all classes with this
 * annotation; each test creates its own clusters. The user is the operator Ada.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
    properties = {
      "spring.datasource.url=jdbc:h2:mem:core;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000",
      "ringway.data=target/core-test",
      "ringway.sample.replicas=3",
      "ringway.replicas.runtime=none"
    })
@AutoConfigureMockMvc
@WithMockUser(username = "Ada", roles = "OPERATOR")
public @interface WithControlPlane {}
