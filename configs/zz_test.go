package configs

import ("testing";"os";"fmt";"path/filepath")
func TestZZ(t *testing.T) {
	names, _ := filepath.Glob("scenarios/*.yaml")
	for _, n := range append(names, "/work/shared/design/examples/chat.yaml", "/work/shared/design/examples/feed.yaml", "/work/shared/design/examples/shop.yaml") {
		_, m, err := Load(Options{Files: []string{n}})
		fmt.Println("==", n)
		if err != nil { err.(Problems).Write(os.Stdout, false); continue }
		m.Warnings.Write(os.Stdout, false)
		if n == "scenarios/smallest.yaml" || n == "scenarios/retry-storm.yaml" {
			fmt.Println(string(m.YAML(false)), string(m.YAML(true)), m.Hash)
		}
	}
}
