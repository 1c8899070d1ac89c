package dist

// Inner parts that the tests check by themselves.
var (
	LogGamma  = logGamma
	Harmonic  = harmonic
	Log1p     = log1p
	Expm1Over = expm1Over
)

// LawExamples returns the form of every law that draws the quantity.
func LawExamples(q Quantity) []string { return examplesOf(q)[1:] }

// LogGammaQuantile is logGammaQuantile of a percentile by its name.
func LogGammaQuantile(shape float64, name string) float64 {
	p, _ := param{name: name}.percentile()
	return logGammaQuantile(shape, p)
}

// LayerAreas returns the areas of the layers of both ziggurats, the lowest left out.
func LayerAreas() (areas [2][]float64) {
	for z, layers := range []*[256]layer{expLayers, normalLayers} {
		for i := 1; i < 255; i++ {
			areas[z] = append(areas[z], layers[i].width*0x1p53*(layers[i+1].top-layers[i].top))
		}
		areas[z] = append(areas[z], layers[255].width*0x1p53*(1-layers[255].top))
	}
	return areas
}
